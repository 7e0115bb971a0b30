// The differences between marks A and B: of time, of each line's values, and per second.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

Panel {
    id: root

    required property ChartModel model

    readonly property int figureWidth: 118
    readonly property double firstMs: ChartCursor.hasBoth ? ChartCursor.marks[0].timeMs : 0
    readonly property double secondMs: ChartCursor.hasBoth ? ChartCursor.marks[1].timeMs : 0
    property var rows: []

    function update() {
        rows = visible ? model.differences(firstMs, secondMs) : [];
    }

    visible: ChartCursor.hasBoth
    implicitHeight: Math.min(220, column.implicitHeight + 2 * 10)
    onVisibleChanged: update()
    onFirstMsChanged: update()
    onSecondMsChanged: update()

    Connections {
        target: root.model

        function onDrawn() {
            root.update();
        }
    }

    Flickable {
        anchors.fill: parent
        anchors.margins: 10
        anchors.leftMargin: Theme.panelPadding
        anchors.rightMargin: Theme.panelPadding
        contentHeight: column.implicitHeight
        clip: true

        Column {
            id: column

            width: parent.width
            spacing: 4

            RowLayout {
                width: parent.width
                spacing: 8

                AppText {
                    Layout.fillWidth: true
                    text: qsTr("A %1, B %2, Δt %3").arg(root.model.timeText(root.firstMs)).arg(root.model.timeText(root.secondMs)).arg(root.model.spanText(root.secondMs - root.firstMs))
                    font.weight: Font.DemiBold
                }

                AppButton {
                    implicitHeight: Theme.controlInPanel
                    isFlat: true
                    iconName: "close"
                    tip: qsTr("Remove both marks")
                    onClicked: ChartCursor.clearMarks()
                }
            }

            Repeater {
                model: [
                    {
                        "name": qsTr("series"),
                        "color": -1,
                        "first": "A",
                        "second": "B",
                        "difference": qsTr("B − A"),
                        "perSecond": qsTr("per second")
                    }
                ].concat(root.rows)

                Item {
                    id: row

                    required property int index
                    required property var modelData

                    width: column.width
                    height: 20

                    Rectangle {
                        visible: row.modelData.color >= 0
                        anchors.verticalCenter: parent.verticalCenter
                        width: 12
                        height: 3
                        radius: 1.5
                        color: Theme.series(row.modelData.color)
                    }

                    AppText {
                        x: row.modelData.color >= 0 ? 20 : 0
                        width: parent.width - x - 4 * root.figureWidth
                        text: row.modelData.name
                        color: row.index === 0 ? Theme.muted : Theme.text
                        font.pixelSize: Theme.secondarySize
                    }

                    Row {
                        anchors.right: parent.right

                        Repeater {
                            model: [row.modelData.first, row.modelData.second, row.modelData.difference, row.modelData.perSecond]

                            AppText {
                                required property string modelData

                                width: root.figureWidth
                                horizontalAlignment: Text.AlignRight
                                text: modelData
                                color: row.index === 0 ? Theme.muted : Theme.text
                                font.pixelSize: Theme.secondarySize
                            }
                        }
                    }
                }
            }
        }
    }
}
