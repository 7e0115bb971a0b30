import QtQuick
import QtQuick.Templates as T
import TinyObs
import TinyObs.Ui

T.AbstractButton {
    id: root

    required property string name
    required property string service
    required property bool isService
    required property bool isOpen
    required property string detail
    required property bool isCurrent
    required property string help
    required property ExploreModel explore

    implicitHeight: 26
    hoverEnabled: true
    Accessible.role: Accessible.TreeItem
    Accessible.name: name + ", " + detail
    onClicked: isService ? explore.tree.toggleService(service) : explore.open(service, name)

    // Dragged onto a chart it becomes one more query there.
    Draggable {
        enabled: !root.isService
        source: root
        kind: "metric"
        text: root.name
    }

    Loader {
        anchors.fill: parent
        active: root.hovered && root.help !== ""
        sourceComponent: Item {
            Tip {
                width: Math.min(implicitWidth, 420)
                visible: true
                text: root.help
            }
        }
    }

    background: Rectangle {
        radius: Theme.controlRadius
        color: root.isCurrent || root.hovered ? Theme.selection : "transparent"
        border.width: root.visualFocus ? 2 : 0
        border.color: Theme.accent
    }

    contentItem: Item {
        // Loaded where it is: most rows have none, and it is not cheap.
        Loader {
            x: 2
            anchors.verticalCenter: parent.verticalCenter
            active: root.isService
            sourceComponent: Icon {
                name: root.isOpen ? "down" : "right"
                scale: 0.6
            }
        }

        AppText {
            id: label

            x: root.isService ? 24 : 28
            width: parent.width - x - detailText.width - 14
            anchors.verticalCenter: parent.verticalCenter
            text: root.name
            color: root.isCurrent ? Theme.accent : Theme.text
            elide: Text.ElideMiddle
        }

        AppText {
            id: detailText

            anchors.right: parent.right
            anchors.rightMargin: 8
            anchors.verticalCenter: parent.verticalCenter
            text: root.detail
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }
    }
}
