// How a chart is drawn, scaled and compared; and what can be done with it.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

RowLayout {
    id: root

    required property ChartModel model
    property bool opensWindow: true

    signal windowRequested

    readonly property var drawings: ["lines", "areas", "stacked", "bars", "points"]
    readonly property var drawingNames: [qsTr("Lines"), qsTr("Areas"), qsTr("Stacked"), qsTr("Bars"), qsTr("Points")]
    readonly property var scales: ["auto", "zero", "log", "clip"]
    readonly property var scaleNames: [qsTr("y: as the data"), qsTr("y: from zero"), qsTr("y: logarithmic"), qsTr("y: without outliers")]
    readonly property var periods: [0, 3600000, 86400000, 604800000]
    readonly property var periodNames: [qsTr("Not compared"), qsTr("With 1 h before"), qsTr("With 1 d before"), qsTr("With 1 w before")]

    spacing: 6

    ChoiceButton {
        visible: !root.model.isHeatmap
        caption: qsTr("Drawn as")
        text: root.drawingNames[Math.max(0, root.drawings.indexOf(root.model.drawing))]
        choices: root.drawingNames
        current: root.drawings.indexOf(root.model.drawing)
        onChosen: index => root.model.drawing = root.drawings[index]
    }

    ChoiceButton {
        visible: !root.model.isHeatmap
        caption: qsTr("Value axis")
        text: root.scaleNames[Math.max(0, root.scales.indexOf(root.model.scale))]
        choices: root.scaleNames
        current: root.scales.indexOf(root.model.scale)
        onChosen: index => root.model.scale = root.scales[index]
    }

    ChoiceButton {
        visible: !root.model.isHeatmap
        caption: qsTr("Compared")
        text: {
            const index = root.periods.indexOf(root.model.compareMs);
            return index < 0 ? qsTr("With %1 before").arg(root.model.spanText(root.model.compareMs)) : root.periodNames[index];
        }
        choices: root.periodNames
        current: root.periods.indexOf(root.model.compareMs)
        onChosen: index => root.model.compareMs = root.periods[index]
    }

    AppButton {
        implicitHeight: Theme.controlInPanel
        visible: root.model.isValueZoomed
        text: qsTr("Reset y")
        tip: qsTr("Back to the whole value axis (double click)")
        onClicked: root.model.resetValues()
    }

    AppButton {
        implicitHeight: Theme.controlInPanel
        visible: root.opensWindow
        isFlat: true
        iconName: "window"
        tip: qsTr("In a window of its own")
        onClicked: root.windowRequested()
    }
}
