// One metric large: the list to choose from, the function, the chart, the legend.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

Item {
    id: root

    required property Workbench workbench
    required property bool isShown

    readonly property ExploreModel explore: workbench.explore

    function focusSearch() {
        metrics.focusSearch();
    }

    Binding {
        target: root.explore.chart
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

            FilterBar {
                Layout.fillWidth: true
                visible: root.explore.hasMetric
                explore: root.explore
            }

            Panel {
                Layout.fillWidth: true
                Layout.fillHeight: true

                ColumnLayout {
                    anchors.fill: parent
                    anchors.margins: Theme.panelPadding
                    spacing: 10

                    RowLayout {
                        spacing: 8

                        AppText {
                            text: root.explore.chart.title
                            font.weight: Font.DemiBold
                        }

                        AppText {
                            Layout.fillWidth: true
                            text: root.explore.chart.subtitle
                            color: Theme.muted
                            font.pixelSize: Theme.secondarySize
                        }

                        AppText {
                            visible: root.explore.chart.state === ChartModel.Ready
                            text: root.explore.chart.summary
                            color: Theme.muted
                            font.pixelSize: Theme.secondarySize
                        }

                        ChartButtons {
                            model: root.explore.chart
                            onWindowRequested: root.workbench.detach(root.explore.chart)
                        }
                    }

                    Item {
                        Layout.fillWidth: true
                        Layout.fillHeight: true

                        ChartFrame {
                            anchors.fill: parent
                            model: root.explore.chart
                            range: root.workbench.range
                            tooltipRows: 20
                            wheelZooms: true
                        }

                        ChartState {
                            anchors.fill: parent
                            model: root.explore.chart
                        }

                        AppText {
                            anchors.centerIn: parent
                            visible: root.workbench.isLoaded && !root.explore.hasMetric
                            text: qsTr("Nothing has been sent yet")
                            color: Theme.muted
                        }
                    }
                }
            }

            CursorPanel {
                Layout.fillWidth: true
                model: root.explore.chart
            }

            Legend {
                Layout.fillWidth: true
                visible: root.explore.chart.legend.lineCount > 0
                model: root.explore.chart
            }
        }
    }
}
