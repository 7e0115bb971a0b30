// Who sends, by what, through which ports; and what was refused, why, and what to do about it.

import QtQuick
import TinyObs.Ui

Item {
    id: root

    required property Workbench workbench

    readonly property IngestModel model: workbench.ingest
    readonly property real side: Math.max(200, (width - 2 * Theme.pagePadding) * 0.24)

    Accessible.name: qsTr("Ingest")

    Column {
        id: column

        anchors.fill: parent
        anchors.margins: Theme.pagePadding
        spacing: Theme.gap
        visible: root.model.isLoaded

        Row {
            id: top

            width: parent.width
            height: 232
            spacing: Theme.gap

            TitledPanel {
                width: parent.width - protocols.width - ports.width - 2 * Theme.gap
                height: parent.height
                title: qsTr("Senders")

                TextRows {
                    anchors.fill: parent
                    table: root.model.senders
                    emptyText: qsTr("Nobody has sent anything yet.")
                    columns: [
                        {
                            "title": qsTr("Sender"),
                            "width": 0
                        },
                        {
                            "title": qsTr("Protocol"),
                            "width": 100
                        },
                        {
                            "title": qsTr("Samples/s"),
                            "width": 66,
                            "isNumber": true
                        },
                        {
                            "title": qsTr("Refused"),
                            "width": 56,
                            "isNumber": true,
                            "isWarning": true
                        },
                        {
                            "title": qsTr("Last seen"),
                            "width": 74,
                            "isNumber": true
                        }
                    ]
                }
            }

            TitledPanel {
                id: protocols

                width: Math.max(330, root.side * 1.2)
                height: parent.height
                title: qsTr("Protocols")

                TextRows {
                    anchors.fill: parent
                    table: root.model.protocols
                    columns: [
                        {
                            "title": qsTr("Protocol"),
                            "width": 0
                        },
                        {
                            "title": qsTr("Requests"),
                            "width": 62,
                            "isNumber": true
                        },
                        {
                            "title": qsTr("Samples"),
                            "width": 62,
                            "isNumber": true
                        },
                        {
                            "title": qsTr("Refused"),
                            "width": 54,
                            "isNumber": true,
                            "isWarning": true
                        }
                    ]
                }
            }

            TitledPanel {
                id: ports

                width: root.side
                height: parent.height
                title: qsTr("Open ports")

                TextRows {
                    anchors.fill: parent
                    table: root.model.ports
                    emptyText: root.workbench.serverProblem
                    columns: [
                        {
                            "title": qsTr("Speaks"),
                            "width": 92
                        },
                        {
                            "title": qsTr("Address"),
                            "width": 0
                        }
                    ]
                }
            }
        }

        TitledPanel {
            width: parent.width
            height: parent.height - top.height - Theme.gap
            title: qsTr("What was refused")

            RefusalList {
                anchors.fill: parent
                visible: root.model.refusals.count > 0
                table: root.model.refusals
            }

            Column {
                width: parent.width
                topPadding: 4
                spacing: Theme.gap
                visible: root.model.refusals.count === 0

                AppText {
                    width: parent.width
                    text: qsTr("Nothing was refused since the start. Samples go to %1, for example:").arg(root.workbench.address)
                    color: Theme.muted
                }

                CommandBox {
                    width: parent.width
                    workbench: root.workbench
                }
            }
        }
    }
}
