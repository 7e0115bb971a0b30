// How much of its bounds a value has reached, a gauge for each line.

import QtQuick
import TinyObs
import TinyObs.Ui

Item {
    id: root

    required property PanelModel panel

    readonly property var values: panel.values
    readonly property int columns: Math.max(1, Math.min(values.length, Math.floor(width / 120)))
    readonly property int rows: Math.max(1, Math.ceil(values.length / columns))

    Grid {
        anchors.fill: parent
        columns: root.columns
        clip: true

        Repeater {
            model: root.values

            Item {
                id: cell

                required property var modelData

                readonly property color ink: modelData.level < 0 ? Theme.accent : [Theme.ok, Theme.warn, Theme.bad][modelData.level]

                width: root.width / root.columns
                height: root.height / root.rows
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.name + " " + modelData.text

                GaugeArc {
                    id: arc

                    width: Math.min(parent.width, 260)
                    height: parent.height - (name.visible ? name.height : 0)
                    anchors.horizontalCenter: parent.horizontalCenter
                    share: cell.modelData.share
                    color: cell.ink
                }

                AppText {
                    anchors.horizontalCenter: parent.horizontalCenter
                    y: arc.centerY - height / 2
                    text: cell.modelData.text
                    font.pixelSize: Theme.bigSize
                    font.weight: Font.DemiBold
                }

                AppText {
                    id: name

                    anchors.bottom: parent.bottom
                    width: parent.width
                    visible: root.values.length > 1
                    horizontalAlignment: Text.AlignHCenter
                    text: cell.modelData.name
                    color: Theme.muted
                    font.pixelSize: Theme.secondarySize
                }
            }
        }
    }
}
