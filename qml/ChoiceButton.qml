// A button that opens a list to choose from.

import QtQuick
import QtQuick.Controls.Basic

AppButton {
    id: root

    property string caption
    required property var choices
    property int current: -1

    signal chosen(int index)

    implicitHeight: Theme.controlInPanel
    detail: caption === "" ? "" : "▾"
    Accessible.name: caption + " " + text
    onClicked: popup.open()

    Popup {
        id: popup

        y: root.height + 4
        width: Math.max(root.width, 200)
        padding: 4
        implicitHeight: Math.min(320, list.contentHeight + 8)

        background: Panel {
        }

        contentItem: ListView {
            id: list

            clip: true
            model: root.choices
            boundsBehavior: Flickable.StopAtBounds

            ScrollBar.vertical: ScrollBar {
            }

            delegate: AppButton {
                required property int index
                required property string modelData

                width: list.width
                implicitHeight: 28
                isFlat: true
                text: modelData
                isSelected: index === root.current
                onClicked: {
                    popup.close();
                    root.chosen(index);
                }
            }
        }
    }
}
