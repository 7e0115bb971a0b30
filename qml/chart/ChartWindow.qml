// A chart torn off into a window of its own: as large as one likes, full screen with F11.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

ApplicationWindow {
    id: window

    required property ChartModel model
    required property TimeRange range

    width: 900
    height: 560
    minimumWidth: 420
    minimumHeight: 260
    visible: true
    title: qsTr("%1 – TinyObs").arg(model.title)
    color: Theme.bg
    font.family: Theme.sans
    font.pixelSize: Theme.bodySize
    onClosing: destroy()

    Binding {
        target: window.model
        property: "active"
        value: window.visibility !== Window.Minimized && window.visibility !== Window.Hidden
    }

    Shortcut {
        sequences: ["F11", "V"]
        onActivated: window.visibility = window.visibility === Window.FullScreen ? Window.Windowed : Window.FullScreen
    }

    Shortcut {
        sequence: "Esc"
        onActivated: window.visibility === Window.FullScreen ? window.showNormal() : window.close()
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.pagePadding
        spacing: Theme.gap

        RowLayout {
            spacing: 8

            AppText {
                text: window.model.title
                font.weight: Font.DemiBold
            }

            AppText {
                Layout.fillWidth: true
                text: window.model.subtitle
                color: Theme.muted
                font.pixelSize: Theme.secondarySize
            }

            ChartButtons {
                model: window.model
                opensWindow: false
            }

            TimeRangeButton {
                range: window.range
            }
        }

        ChartFrame {
            id: chart

            Layout.fillWidth: true
            Layout.fillHeight: true
            focus: true
            model: window.model
            range: window.range
            tooltipRows: 20
            wheelZooms: true

            ChartState {
                anchors.fill: parent
                model: window.model
            }
        }

        Legend {
            Layout.fillWidth: true
            visible: window.model.legend.lineCount > 0
            model: window.model
        }
    }
}
