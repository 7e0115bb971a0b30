// All dashboards: the user's own files, provisioned ones, those that come with TinyObs, one for each
// service.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

ColumnLayout {
    id: root

    required property DashboardsModel dashboards

    function focusSearch() {
        search.forceActiveFocus();
    }

    spacing: Theme.gap

    RowLayout {
        Layout.margins: Theme.pagePadding
        Layout.bottomMargin: 0
        spacing: 8

        AppText {
            text: qsTr("Dashboards")
            font.pixelSize: Theme.pageTitleSize
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        SearchField {
            id: search

            Layout.leftMargin: 16
            Layout.preferredWidth: 280
            hint: qsTr("Find a dashboard")
            text: root.dashboards.list.filter
            onTextEdited: root.dashboards.list.filter = text
            onAccepted: {
                if (root.dashboards.list.count > 0)
                    root.dashboards.open(root.dashboards.list.nameAt(0));
            }
            Keys.onDownPressed: list.forceActiveFocus()
        }

        Item {
            Layout.fillWidth: true
        }

        AppButton {
            text: qsTr("Import…")
            tip: qsTr("From Grafana or a file")
            onClicked: importBox.open()
        }

        AppButton {
            text: qsTr("New dashboard")
            isSelected: true
            onClicked: root.dashboards.create("")
        }
    }

    Panel {
        Layout.fillWidth: true
        Layout.leftMargin: Theme.pagePadding
        Layout.rightMargin: Theme.pagePadding
        visible: root.dashboards.problem !== "" || root.dashboards.removedTitle !== ""
        implicitHeight: 44

        RowLayout {
            anchors.fill: parent
            anchors.leftMargin: Theme.panelPadding
            anchors.rightMargin: 8
            spacing: 8

            AppText {
                Layout.fillWidth: true
                text: root.dashboards.problem !== "" ? root.dashboards.problem : qsTr("%1 was deleted.").arg(root.dashboards.removedTitle)
                color: root.dashboards.problem !== "" ? Theme.bad : Theme.text
            }

            AppButton {
                visible: root.dashboards.removedTitle !== ""
                implicitHeight: Theme.controlInPanel
                text: qsTr("Bring it back")
                onClicked: root.dashboards.bringBack()
            }

            AppButton {
                visible: root.dashboards.removedTitle !== ""
                implicitHeight: Theme.controlInPanel
                implicitWidth: Theme.controlInPanel
                padding: 3
                isFlat: true
                iconName: "close"
                tip: qsTr("Dismiss")
                onClicked: root.dashboards.forgetRemoved()
            }
        }
    }

    ListView {
        id: list

        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.leftMargin: Theme.pagePadding
        Layout.rightMargin: Theme.pagePadding
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: true
        model: root.dashboards.list
        section.property: "section"

        ScrollBar.vertical: ScrollBar {
        }

        section.delegate: Item {
            id: heading

            required property string section

            width: list.width
            height: 36

            AppText {
                x: 10
                anchors.bottom: parent.bottom
                anchors.bottomMargin: 6
                text: heading.section
                color: Theme.muted
                font.pixelSize: Theme.secondarySize
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }
        }

        delegate: DashboardRow {
            width: list.width
            dashboards: root.dashboards
        }

        footer: AppText {
            width: list.width
            topPadding: 16
            leftPadding: 10
            bottomPadding: 16
            text: qsTr("Files in %1").arg(root.dashboards.folder)
            color: Theme.faint
            font.pixelSize: Theme.secondarySize
        }
    }

    ImportBox {
        id: importBox

        dashboards: root.dashboards
    }
}
