// One number of each line, as large as fits; of a lone line with its course behind it.

import QtQuick
import TinyObs
import TinyObs.Ui

Item {
    id: root

    required property PanelModel panel

    readonly property var values: panel.values
    readonly property bool isLone: values.length === 1
    readonly property int columns: Math.max(1, Math.min(values.length, Math.floor(width / 130)))

    PlotItem {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: parent.height * 0.45
        visible: root.isLone && parent.height > 90
        opacity: 0.55
        model: root.panel.chart
        colors: Theme.plotColors
    }

    Grid {
        anchors.fill: parent
        columns: root.columns
        clip: true

        Repeater {
            model: root.values

            Item {
                id: cell

                required property var modelData

                width: root.width / root.columns
                height: root.isLone ? Math.min(root.height, root.height > 90 ? root.height * 0.62 : root.height) : Math.max(48, root.height / Math.ceil(root.values.length / root.columns))
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.name + " " + modelData.text

                Column {
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width

                    AppText {
                        width: parent.width
                        horizontalAlignment: root.isLone ? Text.AlignHCenter : Text.AlignLeft
                        text: cell.modelData.text
                        color: cell.modelData.level < 0 ? Theme.text : [Theme.ok, Theme.warn, Theme.bad][cell.modelData.level]
                        font.pixelSize: Theme.bigSize
                        font.weight: Font.DemiBold
                    }

                    AppText {
                        width: parent.width
                        visible: !root.isLone
                        text: cell.modelData.name
                        color: Theme.muted
                        font.pixelSize: Theme.secondarySize
                    }
                }
            }
        }
    }
}
