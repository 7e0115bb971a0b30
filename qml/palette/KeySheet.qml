// All actions with their keys.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import TinyObs
import TinyObs.Ui

Popup {
    id: root

    required property ActionModel actions

    parent: T.Overlay.overlay
    x: Math.round((parent.width - width) / 2)
    y: Math.round((parent.height - height) / 2)
    width: Math.min(560, parent.width - 80)
    height: Math.min(parent.height - 80, 640)
    padding: Theme.panelPadding
    modal: true
    focus: true
    closePolicy: Popup.CloseOnEscape | Popup.CloseOnPressOutside
    onAboutToShow: {
        filter.text = "";
        filter.forceActiveFocus();
    }

    T.Overlay.modal: Rectangle {
        color: Qt.alpha(Theme.bg, 0.6)
    }

    background: Panel {
    }

    contentItem: Column {
        spacing: 10

        AppText {
            text: qsTr("Keys")
            font.pixelSize: Theme.pageTitleSize
            font.weight: Font.DemiBold
        }

        SearchField {
            id: filter

            width: parent.width
            hint: qsTr("Filter")
            Keys.onEscapePressed: text === "" ? root.close() : text = ""
        }

        ListView {
            id: list

            width: parent.width
            height: parent.height - y
            clip: true
            model: root.actions
            boundsBehavior: Flickable.StopAtBounds

            ScrollBar.vertical: ScrollBar {
            }

            section.property: "group"
            section.delegate: AppText {
                required property string section

                height: 30
                verticalAlignment: Text.AlignVCenter
                text: section
                color: Theme.muted
                font.weight: Font.DemiBold
            }

            delegate: Item {
                id: row

                required property string text
                required property var keys

                readonly property bool fits: keys.length > 0 && text.toLowerCase().includes(filter.text.toLowerCase())

                width: list.width
                height: fits ? 30 : 0
                visible: fits

                AppText {
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - caps.width - 20
                    text: row.text
                }

                Row {
                    id: caps

                    anchors.right: parent.right
                    anchors.rightMargin: 12
                    anchors.verticalCenter: parent.verticalCenter
                    spacing: 6

                    Repeater {
                        model: row.keys

                        Rectangle {
                            required property string modelData

                            width: cap.implicitWidth + 14
                            height: 22
                            radius: 4
                            color: Theme.bg
                            border.width: 1
                            border.color: Theme.line

                            AppText {
                                id: cap

                                anchors.centerIn: parent
                                text: root.actions.keyText(parent.modelData)
                                font.family: Theme.mono
                                font.pixelSize: Theme.secondarySize
                            }
                        }
                    }
                }
            }
        }
    }
}
