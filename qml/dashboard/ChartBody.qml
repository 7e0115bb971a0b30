// Curves or a heatmap, and the names of the lines below.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

ColumnLayout {
    id: root

    required property PanelModel panel
    required property TimeRange range

    spacing: 6

    ChartFrame {
        Layout.fillWidth: true
        Layout.fillHeight: true
        model: root.panel.chart
        range: root.range
    }

    LineNames {
        Layout.fillWidth: true
        visible: root.height > 150 && !root.panel.chart.isHeatmap
        legend: root.panel.chart.legend
    }
}
