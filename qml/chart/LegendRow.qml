import QtQuick
import QtQuick.Templates as T
import TinyObs
import TinyObs.Ui

T.AbstractButton {
    id: root

    required property int index
    required property string name
    required property int colorIndex
    required property int dash
    required property string min
    required property string median
    required property string mean
    required property string max
    required property string last
    required property string sum
    required property bool isHidden
    required property int line
    required property int figureWidth
    required property int shownColumns
    required property ChartModel model

    readonly property LegendModel legend: model.legend

    implicitHeight: 28
    hoverEnabled: true
    opacity: isHidden ? 0.4 : 1
    Accessible.role: Accessible.Button
    Accessible.name: isHidden ? qsTr("%1, hidden").arg(name) : qsTr("%1, last %2").arg(name).arg(last)

    background: Rectangle {
        color: root.hovered || root.visualFocus ? Theme.selection : "transparent"
    }

    contentItem: Item {
        Rectangle {
            x: Theme.panelPadding
            anchors.verticalCenter: parent.verticalCenter
            width: 12
            height: 3
            radius: 1.5
            color: Theme.series(root.colorIndex)

            Rectangle {
                visible: root.dash > 0
                anchors.centerIn: parent
                width: 3
                height: 3
                color: Theme.panel
            }
        }

        AppText {
            x: Theme.panelPadding + 22
            width: parent.width - x - root.shownColumns * root.figureWidth - Theme.panelPadding
            anchors.verticalCenter: parent.verticalCenter
            text: root.name
            font.family: Theme.mono
            font.pixelSize: Theme.codeSize
            font.strikeout: root.isHidden
        }

        Row {
            anchors.right: parent.right
            anchors.rightMargin: Theme.panelPadding
            anchors.verticalCenter: parent.verticalCenter

            Repeater {
                model: [root.min, root.median, root.mean, root.max, root.last, root.sum].slice(0, root.shownColumns)

                AppText {
                    required property int index
                    required property string modelData

                    width: root.figureWidth
                    horizontalAlignment: Text.AlignRight
                    text: modelData
                    font.weight: index === 4 ? Font.DemiBold : Font.Normal
                }
            }
        }
    }

    onHoveredChanged: model.emphasised = hovered ? line : -1

    // Dragged onto another chart the line becomes a query there.
    Draggable {
        source: root
        kind: "line"
        text: root.name
    }

    // Not clicked(): that does not tell the modifiers.
    MouseArea {
        anchors.fill: parent
        onClicked: mouse => {
            if (mouse.modifiers & Qt.ControlModifier)
                root.legend.toggle(root.index);
            else if (mouse.modifiers & Qt.ShiftModifier)
                root.legend.selectTo(root.index);
            else
                root.legend.isolate(root.index);
        }
    }

    Keys.onReturnPressed: legend.isolate(index)
    Keys.onSpacePressed: legend.toggle(index)
}
