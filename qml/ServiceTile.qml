// A service at a glance: health, its main figure, its shape over the range.

import QtQuick
import QtQuick.Layouts
import TinyObs.Ui

Panel {
    id: root

    required property ServiceCard card
    required property Workbench workbench

    implicitHeight: 140

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.panelPadding
        spacing: 6

        RowLayout {
            spacing: 8

            Rectangle {
                implicitWidth: 8
                implicitHeight: 8
                radius: 4
                color: [Theme.ok, Theme.warn, Theme.bad][root.card.health]
            }

            AppText {
                Layout.fillWidth: true
                text: root.card.name
                font.weight: Font.DemiBold
            }

            AppText {
                text: root.card.note
                color: Theme.muted
                font.pixelSize: Theme.secondarySize
            }
        }

        RowLayout {
            spacing: 8

            AppText {
                text: root.card.chart.valueText === "" ? "–" : root.card.chart.valueText
                font.pixelSize: Theme.bigSize
                font.weight: Font.DemiBold
            }

            AppText {
                Layout.fillWidth: true
                horizontalAlignment: Text.AlignRight
                text: root.card.chart.title
                color: Theme.muted
                font.pixelSize: Theme.secondarySize
            }
        }

        PlotItem {
            Layout.fillWidth: true
            Layout.fillHeight: true
            model: root.card.chart
            colors: Theme.plotColors
            onWidthChanged: root.card.chart.widthPx = width
        }
    }

    MouseArea {
        anchors.fill: parent
        cursorShape: Qt.PointingHandCursor
        onClicked: root.workbench.openMetric(root.card.chart.service, root.card.chart.metric)
        Accessible.role: Accessible.Button
        Accessible.name: qsTr("Open %1 of %2").arg(root.card.chart.title).arg(root.card.name)
    }
}
