// A button with an icon, a text, or both.

import QtQuick
import QtQuick.Templates as T

T.AbstractButton {
    id: root

    property string iconName
    property bool isFlat: false
    property bool isSelected: false
    property string detail
    property string tip
    property bool isWide: false // text at the left, detail at the right edge
    property color ink: isSelected ? Theme.accent : Theme.text

    implicitHeight: Theme.control
    implicitWidth: Math.max(implicitHeight, content.implicitWidth + 2 * padding)
    padding: text === "" ? 5 : 10
    opacity: enabled ? 1 : 0.45
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    Accessible.role: Accessible.Button
    Accessible.name: text === "" ? tip : text

    background: Rectangle {
        radius: Theme.controlRadius
        color: root.isSelected ? Theme.accentBackground : root.hovered || root.down ? Theme.selection : root.isFlat ? "transparent" : Theme.panel
        border.width: root.visualFocus ? 2 : root.isFlat || root.isSelected ? 0 : 1
        border.color: root.visualFocus ? Theme.accent : Theme.line
    }

    contentItem: Item {
        Row {
            id: content

            x: root.isWide ? 0 : Math.round((parent.width - width) / 2)
            anchors.verticalCenter: parent.verticalCenter
            spacing: 6

            // Loaded where there is one: buttons are many, and a canvas is not cheap.
            Loader {
                active: root.iconName !== ""
                visible: active
                anchors.verticalCenter: parent.verticalCenter
                sourceComponent: Icon {
                    name: root.iconName
                    color: root.isSelected ? Theme.accent : Theme.muted
                }
            }

            AppText {
                visible: root.text !== ""
                anchors.verticalCenter: parent.verticalCenter
                text: root.text
                color: root.ink
            }

            AppText {
                visible: root.detail !== "" && !root.isWide
                anchors.verticalCenter: parent.verticalCenter
                text: root.detail
                color: Theme.muted
                font.pixelSize: Theme.secondarySize
            }
        }

        AppText {
            visible: root.isWide
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            text: root.detail
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }
    }

    Loader {
        anchors.fill: parent
        active: root.tip !== "" && root.hovered
        sourceComponent: Item {
            Tip {
                text: root.tip
                visible: true
            }
        }
    }
}
