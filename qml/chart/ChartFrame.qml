// A chart with its axes: grid lines and labels around the plot, what the pointer does above it.

import QtQuick
import TinyObs
import TinyObs.Ui

FocusScope {
    id: root

    required property ChartModel model
    required property TimeRange range
    property int tooltipRows: 8
    property int axisWidth: 66
    /// Without Ctrl too: where nothing scrolls.
    property bool wheelZooms: false

    readonly property int axisHeight: 18
    readonly property bool isOwner: ChartCursor.active && ChartCursor.owner === root
    readonly property real cursorX: xOf(ChartCursor.timeMs)
    readonly property bool hasCursor: ChartCursor.active && ChartCursor.mode > 0 && cursorX >= 0 && cursorX <= plot.width && (model.isHeatmap || model.legend.count > 0)
    readonly property var rows: hasCursor ? model.valuesAt(ChartCursor.timeMs, isOwner ? pointer.heightShare : -1) : []

    function xOf(timeMs: real): real {
        return (timeMs - model.startMs) / Math.max(1, model.endMs - model.startMs) * plot.width;
    }

    /// Moves the crosshair by so many hundredths of the range.
    function stepCursor(by: int) {
        const middle = (model.startMs + model.endMs) / 2;
        const from = hasCursor ? ChartCursor.timeMs : middle;
        const to = from + by * (model.endMs - model.startMs) / 100;
        ChartCursor.owner = root;
        ChartCursor.timeMs = Math.max(model.startMs, Math.min(model.endMs, to));
        ChartCursor.active = true;
    }

    activeFocusOnTab: true
    Accessible.role: Accessible.Chart
    Accessible.name: model.description()
    Accessible.description: model.commonLabels
    Keys.onLeftPressed: stepCursor(-1)
    Keys.onRightPressed: stepCursor(1)
    Keys.onPressed: event => {
        if (event.text === "+" || event.text === "-") {
            range.zoomAbout(hasCursor ? ChartCursor.timeMs : model.endMs, event.text === "+" ? 0.8 : 1.25);
            event.accepted = true;
        } else if (event.key === Qt.Key_Escape && pointer.isBusy) {
            pointer.cancel();
            event.accepted = true;
        }
    }

    Rectangle {
        anchors.fill: parent
        anchors.margins: -4
        visible: root.activeFocus
        color: "transparent"
        radius: Theme.controlRadius
        border.width: 2
        border.color: Theme.accent
    }

    Item {
        id: plot

        objectName: "plot"
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

        PlotItem {
            anchors.fill: parent
            model: root.model
            colors: Theme.plotColors
        }

        Repeater {
            model: root.model.thresholdMarks

            AppText {
                required property var modelData

                anchors.right: parent ? parent.right : undefined
                anchors.rightMargin: 4
                y: Math.round((1 - modelData.position) * plot.height) - height - 1
                text: modelData.text
                color: [Theme.ok, Theme.warn, Theme.bad][modelData.level]
                font.pixelSize: Theme.axisSize
            }
        }

        Repeater {
            model: ChartCursor.marks

            Item {
                id: mark

                required property var modelData

                readonly property real place: root.xOf(modelData.timeMs)

                visible: place >= 0 && place <= plot.width
                x: Math.round(place)
                height: plot.height

                Rectangle {
                    width: 1
                    height: parent.height
                    color: Theme.accent
                }

                Rectangle {
                    x: -8
                    width: 17
                    height: 15
                    radius: 3
                    color: Theme.accent

                    AppText {
                        anchors.centerIn: parent
                        text: mark.modelData.name
                        color: Theme.panel
                        font.pixelSize: Theme.axisSize
                        font.weight: Font.DemiBold
                    }
                }
            }
        }

        Rectangle {
            visible: root.hasCursor
            x: Math.round(root.cursorX)
            width: 1
            height: parent.height
            color: Theme.faint
        }

        Repeater {
            model: root.model.isHeatmap ? [] : root.rows.filter(row => row.position >= 0 && row.position <= 1)

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

        ChartPointer {
            id: pointer

            anchors.fill: parent
            frame: root
            model: root.model
            range: root.range
            wheelZooms: root.wheelZooms
        }

        ChartTooltip {
            visible: root.isOwner && ChartCursor.mode === 2 && root.rows.length > 0 && !pointer.isBusy
            timeText: visible ? root.model.timeText(ChartCursor.timeMs) : ""
            rows: root.rows
            pointerX: root.cursorX
            linesLeft: root.tooltipRows
        }
    }
}
