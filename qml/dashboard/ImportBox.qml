// Takes a dashboard of Grafana, or one of ours: from a file or pasted. Says what could not be taken
// over.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Dialogs
import QtQuick.Layouts
import QtQuick.Templates as T
import TinyObs
import TinyObs.Ui

Popup {
    id: root

    required property DashboardsModel dashboards

    readonly property bool isDone: dashboards.importedName !== ""

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: Math.min(640, parent ? parent.width - 80 : 640)
    height: Math.min(520, parent ? parent.height - 80 : 520)
    padding: 18
    modal: true
    focus: true
    onOpened: {
        dashboards.forgetImport();
        source.text = "";
        source.forceActiveFocus();
    }

    background: Panel {
    }

    FileDialog {
        id: dialog

        title: qsTr("Dashboard to import")
        nameFilters: [qsTr("Dashboards (*.json)"), qsTr("All files (*)")]
        onAccepted: root.dashboards.importFile(selectedFile)
    }

    contentItem: ColumnLayout {
        spacing: 12

        AppText {
            text: root.isDone ? qsTr("Imported") : qsTr("Import a dashboard")
            font.pixelSize: Theme.pageTitleSize
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        AppText {
            Layout.fillWidth: true
            visible: !root.isDone
            wrapMode: Text.Wrap
            text: qsTr("Choose a file or paste JSON: a dashboard exported from Grafana, or one of TinyObs.")
            color: Theme.muted
        }

        ScrollView {
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: !root.isDone
            clip: true

            TextArea {
                id: source

                objectName: "importSource"
                placeholderText: "{ \"panels\": … }"
                placeholderTextColor: Theme.faint
                color: Theme.text
                selectionColor: Theme.accent
                selectedTextColor: Theme.panel
                font.family: Theme.mono
                font.pixelSize: Theme.codeSize
                textFormat: TextEdit.PlainText
                wrapMode: TextEdit.WrapAnywhere
                selectByMouse: true
                Accessible.name: qsTr("JSON of the dashboard")

                background: Rectangle {
                    radius: Theme.controlRadius
                    color: Theme.bg
                    border.width: source.activeFocus ? 2 : 1
                    border.color: source.activeFocus ? Theme.accent : Theme.line
                }
            }
        }

        AppText {
            Layout.fillWidth: true
            visible: root.dashboards.importProblem !== ""
            wrapMode: Text.Wrap
            text: root.dashboards.importProblem
            color: Theme.bad
        }

        AppText {
            Layout.fillWidth: true
            visible: root.isDone
            text: root.dashboards.importNotes.length === 0 ? qsTr("Everything was taken over.") : qsTr("What was left out or looks different:")
            color: Theme.muted
        }

        ListView {
            id: notes

            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: root.isDone
            clip: true
            spacing: 2
            model: root.dashboards.importNotes
            boundsBehavior: Flickable.StopAtBounds

            ScrollBar.vertical: ScrollBar {
            }

            delegate: RowLayout {
                id: note

                required property var modelData

                width: notes.width - 10
                spacing: 12

                AppText {
                    Layout.preferredWidth: 170
                    Layout.alignment: Qt.AlignTop
                    text: note.modelData.panel === "" ? qsTr("Dashboard") : note.modelData.panel
                    font.weight: Font.DemiBold
                }

                AppText {
                    Layout.fillWidth: true
                    wrapMode: Text.Wrap
                    text: note.modelData.reason
                    color: Theme.muted
                }
            }
        }

        RowLayout {
            spacing: 8

            AppButton {
                visible: !root.isDone
                text: qsTr("Choose a file…")
                onClicked: dialog.open()
            }

            Item {
                Layout.fillWidth: true
            }

            AppButton {
                text: root.isDone ? qsTr("Close") : qsTr("Cancel")
                onClicked: root.close()
            }

            AppButton {
                text: root.isDone ? qsTr("Open it") : qsTr("Import")
                isSelected: true
                enabled: root.isDone || source.text.trim() !== ""
                onClicked: {
                    if (!root.isDone)
                        return root.dashboards.importText(source.text);
                    root.dashboards.open(root.dashboards.importedName);
                    root.close();
                }
            }
        }
    }
}
