// What is kept how long, how it grows, what other limits would mean, and what makes it large.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

Item {
    id: root

    required property Workbench workbench

    readonly property StorageModel model: workbench.storage
    property double budgetGib: 2
    property double keepDays: 15

    readonly property bool isChanged: Math.abs(budgetGib - model.budgetGib) > 0.01 || Math.abs(keepDays - model.keepDays) > 0.01
    readonly property string consequence: model.consequence(budgetGib, keepDays)

    function reset() {
        budgetGib = model.budgetGib;
        keepDays = model.keepDays;
        budget.value = budgetGib;
        days.value = keepDays;
    }

    Accessible.name: qsTr("Storage")
    Component.onCompleted: reset()

    Connections {
        target: root.model

        function onLimitsChanged() {
            root.reset();
        }
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.pagePadding
        spacing: Theme.gap
        visible: root.model.isLoaded

        RowLayout {
            Layout.preferredHeight: 236
            Layout.fillHeight: false
            spacing: Theme.gap

            TitledPanel {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                title: qsTr("What is kept")

                Column {
                    anchors.fill: parent
                    anchors.topMargin: 6
                    spacing: 10

                    AppText {
                        width: parent.width
                        text: root.model.summary
                        color: Theme.muted
                    }

                    Rectangle {
                        width: parent.width
                        height: 8
                        radius: 4
                        color: Theme.grid
                        Accessible.role: Accessible.ProgressBar
                        Accessible.name: qsTr("Disk budget used: %1 %").arg(Math.round(root.model.budgetShare * 100))

                        Rectangle {
                            width: Math.max(root.model.budgetShare > 0 ? 4 : 0, parent.width * Math.min(1, root.model.budgetShare))
                            height: parent.height
                            radius: 4
                            color: root.model.budgetShare > 0.9 ? Theme.warn : Theme.accent
                        }
                    }

                    TextRows {
                        width: parent.width
                        height: 112
                        table: root.model.tiers
                        columns: [
                            {
                                "title": qsTr("Resolution"),
                                "width": 0
                            },
                            {
                                "title": qsTr("Kept for"),
                                "width": 70,
                                "isNumber": true
                            },
                            {
                                "title": "",
                                "width": 190
                            }
                        ]
                    }
                }
            }

            TitledPanel {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                title: qsTr("What if")

                Column {
                    anchors.fill: parent
                    anchors.topMargin: 6
                    spacing: 6

                    RowLayout {
                        width: parent.width
                        spacing: 20

                        LimitSlider {
                            id: budget

                            objectName: "budgetSlider"
                            Layout.fillWidth: true
                            title: qsTr("Disk budget")
                            valueText: root.budgetGib === 0 ? qsTr("no bound") : qsTr("%1 GiB").arg(root.budgetGib.toFixed(root.budgetGib < 10 ? 1 : 0))
                            from: 0.5
                            to: Math.max(50, root.model.budgetGib)
                            stepSize: 0.5
                            onMoved: root.budgetGib = value
                        }

                        LimitSlider {
                            id: days

                            objectName: "daysSlider"
                            Layout.fillWidth: true
                            title: qsTr("Raw samples kept")
                            valueText: qsTr("%1 d").arg(root.keepDays.toFixed(root.keepDays < 3 ? 1 : 0))
                            from: 1
                            to: Math.max(365, root.model.keepDays)
                            stepSize: 1
                            onMoved: root.keepDays = value
                        }
                    }

                    AppText {
                        width: parent.width
                        height: 40
                        wrapMode: Text.Wrap
                        elide: Text.ElideNone
                        text: root.model.isLoaded ? root.model.forecast(root.budgetGib, root.keepDays) : ""
                    }

                    AppText {
                        width: parent.width
                        height: 20
                        text: root.consequence
                        color: Theme.warn
                    }

                    Row {
                        spacing: 8

                        AppButton {
                            implicitHeight: Theme.controlInPanel
                            enabled: root.isChanged
                            text: root.consequence === "" ? qsTr("Apply") : qsTr("Apply and delete")
                            onClicked: root.model.apply(root.budgetGib, root.keepDays)
                        }

                        AppButton {
                            implicitHeight: Theme.controlInPanel
                            isFlat: true
                            enabled: root.isChanged
                            text: qsTr("Reset")
                            onClicked: root.reset()
                        }
                    }
                }
            }
        }

        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            columns: 2
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap

            TitledPanel {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                title: qsTr("Series by service")

                CountList {
                    objectName: "services"
                    anchors.fill: parent
                    model: root.model.services
                    canDelete: true
                    onDeletionAsked: name => root.model.deleteService(name)
                }
            }

            TitledPanel {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                title: qsTr("Series by metric")

                CountList {
                    objectName: "metrics"
                    anchors.fill: parent
                    model: root.model.metrics
                    canOpen: true
                    canDelete: true
                    onOpened: name => root.workbench.openMetric("", name)
                    onDeletionAsked: name => root.model.deleteMetric(name)
                }
            }

            TitledPanel {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                title: qsTr("Values by label")

                CountList {
                    anchors.fill: parent
                    model: root.model.labels
                }
            }

            TitledPanel {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                title: qsTr("Series by label and value")

                CountList {
                    anchors.fill: parent
                    model: root.model.pairs
                }
            }
        }
    }

    Panel {
        visible: root.model.pendingText !== ""
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 16
        anchors.horizontalCenter: parent.horizontalCenter
        width: pending.implicitWidth + 28
        height: 40
        z: 10

        Row {
            id: pending

            anchors.centerIn: parent
            spacing: 12

            AppText {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, 560)
                text: qsTr("%1: deleted in %2 s").arg(root.model.pendingText).arg(root.model.pendingSeconds)
            }

            AppButton {
                implicitHeight: Theme.controlInPanel
                text: qsTr("Undo")
                onClicked: root.model.undo()
            }
        }
    }
}
