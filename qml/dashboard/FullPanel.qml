// One panel over all the room there is, with its legend.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

ColumnLayout {
    id: root

    required property PanelModel panel
    required property TimeRange range
    required property bool isShown

    readonly property bool isChart: panel !== null && panel.kind === "timeseries"

    signal closed

    spacing: Theme.gap

    Binding {
        target: root.panel !== null ? root.panel.chart : null
        property: "active"
        value: root.isShown
        when: root.panel !== null && root.panel.hasQueries
    }

    Panel {
        Layout.fillWidth: true
        Layout.fillHeight: true

        ColumnLayout {
            anchors.fill: parent
            anchors.margins: Theme.panelPadding
            spacing: 10

            RowLayout {
                AppText {
                    text: root.panel !== null ? root.panel.title : ""
                    font.weight: Font.DemiBold
                }

                AppText {
                    Layout.fillWidth: true
                    text: root.panel !== null ? root.panel.description : ""
                    color: Theme.muted
                    font.pixelSize: Theme.secondarySize
                }

                AppText {
                    visible: root.isChart
                    text: root.isChart ? root.panel.chart.summary : ""
                    color: Theme.muted
                    font.pixelSize: Theme.secondarySize
                }

                AppButton {
                    implicitHeight: Theme.controlInPanel
                    isFlat: true
                    iconName: "close"
                    tip: qsTr("Back to the dashboard (v)")
                    onClicked: root.closed()
                }
            }

            Loader {
                Layout.fillWidth: true
                Layout.fillHeight: true
                active: root.panel !== null
                sourceComponent: PanelBody {
                    panel: root.panel
                    range: root.range
                }
            }
        }
    }

    Loader {
        Layout.fillWidth: true
        active: root.isChart
        visible: active
        sourceComponent: Legend {
            model: root.panel.chart
        }
    }
}
