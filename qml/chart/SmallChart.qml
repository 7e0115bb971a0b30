// A panel of the overview: title, what is shown in words, the newest value, the chart. A click on the
// title opens the explorer.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

Panel {
    id: root

    required property ChartModel model
    required property Workbench workbench
    property bool opensExplorer: true

    implicitHeight: 232

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.panelPadding
        anchors.bottomMargin: 6
        spacing: 8

        RowLayout {
            spacing: 8

            AppText {
                Layout.maximumWidth: root.width * 0.6
                text: root.model.title
                color: title.containsMouse ? Theme.accent : Theme.text
                font.weight: Font.DemiBold
                Accessible.role: Accessible.Link
                Accessible.name: text

                MouseArea {
                    id: title

                    anchors.fill: parent
                    hoverEnabled: true
                    enabled: root.opensExplorer
                    cursorShape: Qt.PointingHandCursor
                    onClicked: root.workbench.openMetric(root.model.service, root.model.metric)
                }
            }

            AppText {
                Layout.fillWidth: true
                text: root.model.moreText === "" ? root.model.subtitle : qsTr("%1, top %2, %3").arg(root.model.subtitle).arg(root.model.legend.count).arg(root.model.moreText)
                color: Theme.muted
                font.pixelSize: Theme.secondarySize
            }

            AppText {
                text: root.model.valueText
                font.weight: Font.DemiBold
            }

            ChartMenu {
                Layout.rightMargin: -8
                model: root.model
                workbench: root.workbench
            }
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            ChartFrame {
                anchors.fill: parent
                model: root.model
                range: root.workbench.range
            }

            ChartState {
                anchors.fill: parent
                model: root.model
            }
        }

        LineNames {
            Layout.fillWidth: true
            legend: root.model.legend
        }
    }
}
