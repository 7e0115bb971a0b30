// The explorer: what there is at the left; queries, chart or table, and legend at the right.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

Item {
    id: root

    required property Workbench workbench
    required property bool isShown

    readonly property ExploreModel explore: workbench.explore
    readonly property ChartModel chart: explore.chart
    readonly property bool isTable: explore.table.mode !== AnswerTable.Off

    function focusSearch() {
        metrics.focusSearch();
    }

    Binding {
        target: root.chart
        property: "active"
        value: root.isShown
    }

    RowLayout {
        anchors.fill: parent
        anchors.margins: Theme.pagePadding
        spacing: Theme.gap

        MetricList {
            id: metrics

            Layout.preferredWidth: 280
            Layout.fillHeight: true
            explore: root.explore
        }

        ColumnLayout {
            spacing: Theme.gap

            Panel {
                Layout.fillWidth: true
                implicitHeight: queries.implicitHeight + 2 * 10
                visible: root.explore.queries.count > 0

                ColumnLayout {
                    id: queries

                    anchors.fill: parent
                    anchors.margins: 10
                    spacing: 8

                    FilterBar {
                        Layout.fillWidth: true
                        visible: root.explore.hasMetric
                        explore: root.explore
                    }

                    QueryList {
                        Layout.fillWidth: true
                        explore: root.explore
                        workbench: root.workbench
                    }
                }
            }

            Panel {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.minimumHeight: 160

                ColumnLayout {
                    anchors.fill: parent
                    anchors.margins: Theme.panelPadding
                    spacing: 10

                    RowLayout {
                        spacing: 8

                        AppText {
                            Layout.maximumWidth: parent.width * 0.4
                            text: root.chart.title
                            font.weight: Font.DemiBold
                        }

                        AppText {
                            Layout.fillWidth: true
                            text: root.isTable ? root.explore.table.caption : root.chart.spreadText === "" ? root.chart.subtitle : root.chart.spreadText
                            color: Theme.muted
                            font.pixelSize: Theme.secondarySize
                        }

                        AppText {
                            visible: root.chart.state === ChartModel.Ready && !root.isTable
                            text: root.chart.summary
                            color: Theme.muted
                            font.pixelSize: Theme.secondarySize
                        }

                        ChartButtons {
                            visible: !root.isTable
                            model: root.chart
                            onWindowRequested: root.workbench.detach(root.chart)
                        }

                        ChartMenu {
                            visible: !root.isTable
                            model: root.chart
                            workbench: root.workbench
                        }
                    }

                    Item {
                        Layout.fillWidth: true
                        Layout.fillHeight: true

                        ChartFrame {
                            anchors.fill: parent
                            visible: !root.isTable
                            model: root.chart
                            range: root.workbench.range
                            tooltipRows: 20
                            wheelZooms: true
                        }

                        ChartState {
                            anchors.fill: parent
                            visible: !root.isTable && root.chart.state !== ChartModel.Ready
                            model: root.chart
                        }

                        AnswerRows {
                            anchors.fill: parent
                            visible: root.isTable
                            table: root.explore.table
                        }

                        AppText {
                            anchors.centerIn: parent
                            visible: root.workbench.isLoaded && root.explore.queries.count === 0
                            text: qsTr("Nothing has been sent yet")
                            color: Theme.muted
                        }

                        DropArea {
                            anchors.fill: parent
                            keys: ["metric", "line"]
                            onDropped: drop => {
                                const source = drop.source;
                                if (drop.keys.indexOf("metric") >= 0)
                                    root.explore.add(source.service, source.name);
                                else
                                    root.explore.addLine(source.model, source.line);
                                drop.accept();
                            }

                            Rectangle {
                                anchors.fill: parent
                                visible: parent.containsDrag
                                color: Theme.accent
                                opacity: Theme.selectionOpacity
                                radius: Theme.controlRadius
                            }
                        }
                    }
                }
            }

            CursorPanel {
                Layout.fillWidth: true
                model: root.chart
            }

            Legend {
                objectName: "legend"
                Layout.fillWidth: true
                // The marks' panel has the same lines.
                visible: root.chart.legend.lineCount > 0 && !root.isTable && !ChartCursor.hasBoth
                model: root.chart
            }
        }
    }
}
