// The lines of a chart, drawn by Qt Charts; axes and grid stand around it. The only file that imports
// the charting module, so that the module can be replaced here.

import QtQuick
import QtCharts
import TinyObs.Ui

ChartView {
    id: root

    required property ChartModel model
    property bool isFilled: false

    property list<QtObject> lineSeries
    property list<QtObject> areaSeries

    readonly property var dashes: [Qt.SolidLine, Qt.DashLine, Qt.DotLine, Qt.DashDotLine]

    function nextLine(index: int): LineSeries {
        while (lineSeries.length <= index)
            lineSeries.push(createSeries(ChartView.SeriesTypeLine, "", xAxis, yAxis));
        return lineSeries[index] as LineSeries;
    }

    function nextArea(index: int): AreaSeries {
        while (areaSeries.length <= index) {
            const area = createSeries(ChartView.SeriesTypeArea, "", xAxis, yAxis);
            area.upperSeries = upperLine.createObject(area);
            area.borderWidth = 0;
            area.borderColor = "transparent";
            areaSeries.push(area);
        }
        return areaSeries[index] as AreaSeries;
    }

    function draw() {
        const count = model.pieceCount;
        const areas = isFilled && model.legend.count === 1 ? count : 0;
        for (let i = 0; i < Math.max(count, lineSeries.length); ++i) {
            const line = nextLine(i);
            const style = i < count ? model.pieceStyle(i) : null;
            line.visible = style !== null && !style.hidden;
            if (!line.visible)
                continue;
            line.pointsVisible = model.fillPiece(i, line);
            line.color = Theme.series(style.color);
            line.style = dashes[style.dash];
            line.width = Theme.lineWidth;
        }
        for (let i = 0; i < Math.max(areas, areaSeries.length); ++i) {
            const area = nextArea(i);
            area.visible = i < areas && lineSeries[i].visible;
            if (!area.visible)
                continue;
            model.fillPiece(i, area.upperSeries);
            area.color = Qt.alpha(Theme.series(model.pieceStyle(i).color), Theme.areaOpacity);
        }
    }

    antialiasing: true
    animationOptions: ChartView.NoAnimation
    legend.visible: false
    backgroundColor: "transparent"
    backgroundRoundness: 0
    dropShadowEnabled: false
    margins {
        left: 0
        top: 0
        right: 0
        bottom: 0
    }
    plotArea: Qt.rect(0, 0, width, height)

    Component.onCompleted: draw()

    Connections {
        target: root.model

        function onDrawn() {
            root.draw();
        }
    }

    Connections {
        target: Theme

        function onDarkChanged() {
            root.draw();
        }
    }

    ValueAxis {
        id: xAxis

        visible: false
        min: 0
        max: Math.max(0.001, root.model.spanSeconds)
    }

    ValueAxis {
        id: yAxis

        visible: false
        min: root.model.low
        max: root.model.high
    }

    Component {
        id: upperLine

        LineSeries {
        }
    }
}
