// Lets a chart ask for data only while its panel can be seen in what is scrolled into view.

import QtQuick
import TinyObs
import TinyObs.Ui

Item {
    id: root

    required property ChartModel chart
    required property Item panel
    required property Flickable view
    required property bool isShown

    readonly property int margin: 100

    /// The panel's place changes with what stands above it, which the content's height tells.
    readonly property real topEdge: view.contentHeight >= 0 && panel.y >= 0 ? panel.mapToItem(view.contentItem, 0, 0).y : 0
    readonly property bool isInView: topEdge + panel.height > view.contentY - margin && topEdge < view.contentY + view.height + margin

    Binding {
        target: root.chart
        property: "active"
        value: root.isShown && root.isInView
    }
}
