// A chart with its axes: grid lines and labels around the lines, crosshair, tooltip and drag to zoom
// above them. Double click goes back.

import QtQuick
import TinyObs.Ui

Item {
    id: root

    required property ChartModel model
    required property TimeRange range
    property bool isFilled: true
    property int tooltipRows: 8
    property int axisWidth: 66

    readonly property int axisHeight: 18
    readonly property bool isOwner: ChartCursor.active && ChartCursor.owner === root
    readonly property real cursorX: (ChartCursor.timeMs - model.startMs) / Math.max(1, model.endMs - model.startMs) * plot.width
    readonly property bool hasCursor: ChartCursor.active && cursorX >= 0 && cursorX <= plot.width && model.legend.count > 0
    readonly property var rows: hasCursor ? model.valuesAt(ChartCursor.timeMs) : []

    function timeAt(x: real): real {
        return model.startMs + Math.max(0, Math.min(1, x / plot.width)) * (model.endMs - model.startMs);
    }

    Accessible.role: Accessible.Chart
    Accessible.name: model.description()

    Item {
        id: plot

        x: root.axisWidth
        width: Math.max(1, parent.width - x - 2)
        height: Math.max(1, parent.height - root.axisHeight)
        onWidthChanged: root.model.widthPx = width

        Repeater {
            model: root.model.valueTicks

            Item {
                id: tick

                required property var modelData

                y: Math.round((1 - modelData.position) * plot.height)

                Rectangle {
                    width: plot.width
                    height: 1
                    color: Theme.grid
                }

                AppText {
                    x: -root.axisWidth
                    width: root.axisWidth - 8
                    y: -height / 2
                    horizontalAlignment: Text.AlignRight
                    text: tick.modelData.label
                    color: Theme.faint
                    font.pixelSize: Theme.axisSize
                }
            }
        }

        Repeater {
            model: root.model.timeTicks

            AppText {
                required property var modelData

                x: Math.max(0, Math.min(plot.width - width, modelData.position * plot.width - width / 2))
                y: plot.height + 4
                text: modelData.label
                color: Theme.faint
                font.pixelSize: Theme.axisSize
            }
        }

        SeriesChart {
            anchors.fill: parent
            model: root.model
            isFilled: root.isFilled
        }

        Rectangle {
            visible: pointer.isDragging
            x: Math.min(pointer.pressX, pointer.mouseX)
            width: Math.abs(pointer.mouseX - pointer.pressX)
            height: parent.height
            color: Theme.accent
            opacity: Theme.selectionOpacity
        }

        Rectangle {
            visible: root.hasCursor
            x: Math.round(root.cursorX)
            width: 1
            height: parent.height
            color: Theme.faint
        }

        Repeater {
            model: root.rows

            Rectangle {
                required property var modelData

                x: Math.round(root.cursorX) - 3
                y: (1 - modelData.position) * plot.height - height / 2
                width: 7
                height: 7
                radius: 3.5
                color: Theme.panel
                border.width: 1.5
                border.color: Theme.series(modelData.color)
            }
        }

        MouseArea {
            id: pointer

            property real pressX: 0
            readonly property bool isDragging: pressed && Math.abs(mouseX - pressX) >= 4

            anchors.fill: parent
            hoverEnabled: true
            acceptedButtons: Qt.LeftButton
            cursorShape: Qt.CrossCursor
            preventStealing: true
            onPositionChanged: mouse => {
                ChartCursor.owner = root;
                ChartCursor.timeMs = root.timeAt(mouse.x);
                ChartCursor.active = true;
            }
            onExited: ChartCursor.active = false
            onPressed: mouse => pressX = mouse.x
            onReleased: mouse => {
                if (Math.abs(mouse.x - pressX) >= 4)
                    root.range.zoomTo(root.timeAt(pressX), root.timeAt(mouse.x));
            }
            onDoubleClicked: root.range.zoomOut()
        }

        ChartTooltip {
            visible: root.isOwner && root.rows.length > 0
            timeText: visible ? root.model.timeText(ChartCursor.timeMs) : ""
            rows: root.rows
            pointerX: root.cursorX
            linesLeft: root.tooltipRows
        }
    }
}
