// What belongs to the dashboard as a whole, while no panel is selected.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

Panel {
    id: root

    required property DashboardEditor editor

    ScrollView {
        id: scroll

        anchors.fill: parent
        anchors.margins: 1
        contentWidth: availableWidth
        clip: true

        ColumnLayout {
            x: Theme.panelPadding
            width: scroll.availableWidth - 2 * Theme.panelPadding
            spacing: 8

            AppText {
                Layout.topMargin: 14
                text: qsTr("Dashboard")
                font.weight: Font.DemiBold
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            EditArea {
                Layout.fillWidth: true
                hint: qsTr("Description, shown in the list")
                value: root.editor.fields.description
                onEdited: text => root.editor.change("description", text)
            }

            SettingRow {
                caption: qsTr("Looks back")

                EditField {
                    objectName: "rangeField"
                    Layout.fillWidth: true
                    isPatient: true
                    hint: qsTr("1h, 7d")
                    value: root.editor.fields.range
                    onEdited: text => root.editor.change("range", text)
                }
            }

            SettingRow {
                caption: qsTr("Tags")

                EditField {
                    Layout.fillWidth: true
                    isPatient: true
                    hint: qsTr("with commas between them")
                    value: root.editor.fields.tags
                    onEdited: text => root.editor.change("tags", text)
                }
            }

            AppText {
                Layout.topMargin: 6
                text: qsTr("Variables")
                font.weight: Font.DemiBold
            }

            AppText {
                Layout.fillWidth: true
                visible: root.editor.variables.length === 0
                wrapMode: Text.Wrap
                text: qsTr("A variable is chosen above the panels and stands in their queries as $name.")
                color: Theme.muted
                font.pixelSize: Theme.secondarySize
            }

            Repeater {
                model: root.editor.variables.length

                VariableSetting {
                    Layout.fillWidth: true
                    Layout.bottomMargin: 8
                    editor: root.editor
                }
            }

            AppButton {
                Layout.bottomMargin: Theme.panelPadding
                implicitHeight: Theme.controlInPanel
                text: qsTr("Add a variable")
                onClicked: root.editor.addVariable()
            }

            AppText {
                Layout.fillWidth: true
                Layout.bottomMargin: Theme.panelPadding
                wrapMode: Text.Wrap
                text: qsTr("Drag a panel to move it, its lower right corner to size it, click it to change it. With the keyboard: Ctrl and arrows, with Shift to size.")
                color: Theme.muted
                font.pixelSize: Theme.secondarySize
            }
        }
    }
}
