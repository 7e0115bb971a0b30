// What a panel shows, by its kind, and what stands there while it has nothing to show.

import QtQuick
import TinyObs
import TinyObs.Ui

Item {
    id: root

    required property PanelModel panel
    required property TimeRange range

    readonly property bool isText: panel.kind === "text"

    Component {
        id: chart

        ChartBody {
            panel: root.panel
            range: root.range
        }
    }

    Component {
        id: stat

        StatBody {
            panel: root.panel
        }
    }

    Component {
        id: gauge

        GaugeBody {
            panel: root.panel
        }
    }

    Component {
        id: bar

        BarBody {
            panel: root.panel
        }
    }

    Component {
        id: table

        TableBody {
            panel: root.panel
        }
    }

    Component {
        id: states

        StatesBody {
            panel: root.panel
        }
    }

    Component {
        id: words

        TextBody {
            panel: root.panel
        }
    }

    Loader {
        anchors.fill: parent
        visible: root.isText || root.panel.chart.state === ChartModel.Ready
        sourceComponent: ({
                "stat": stat,
                "gauge": gauge,
                "bar": bar,
                "table": table,
                "statetimeline": states,
                "text": words
            })[root.panel.kind] ?? chart
    }

    ChartState {
        anchors.fill: parent
        visible: !root.isText && root.panel.hasQueries && root.panel.chart.state !== ChartModel.Ready
        model: root.panel.chart
    }

    AppText {
        anchors.centerIn: parent
        visible: !root.isText && !root.panel.hasQueries
        text: qsTr("No query yet")
        color: Theme.muted
    }

    Binding {
        // Panels without a frame have no plot that tells how wide they are.
        target: root.panel.chart
        property: "widthPx"
        value: Math.round(root.width)
        when: root.panel.kind !== "timeseries" && root.panel.kind !== "heatmap"
    }
}
