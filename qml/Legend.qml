// The lines of the chart as a table. A click shows one alone, with Ctrl it hides or shows that one.

import QtQuick
import QtQuick.Controls.Basic
import TinyObs.Ui

Panel {
    id: root

    required property ChartModel model

    readonly property int figureWidth: 96
    readonly property var figures: [qsTr("min"), qsTr("median"), qsTr("max"), qsTr("last")]

    implicitHeight: Math.min(232, header.height + list.contentHeight + 10)

    Item {
        id: header

        width: parent.width
        height: 32

        AppText {
            x: Theme.panelPadding
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - 4 * root.figureWidth - 2 * Theme.panelPadding
            text: root.model.commonLabels === "" ? qsTr("series") : qsTr("series, all with %1").arg(root.model.commonLabels)
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }

        Row {
            anchors.right: parent.right
            anchors.rightMargin: Theme.panelPadding
            anchors.verticalCenter: parent.verticalCenter

            Repeater {
                model: root.figures

                AppText {
                    required property string modelData

                    width: root.figureWidth
                    horizontalAlignment: Text.AlignRight
                    text: modelData
                    color: Theme.muted
                    font.pixelSize: Theme.secondarySize
                }
            }
        }

        Rectangle {
            anchors.bottom: parent.bottom
            x: 1
            width: parent.width - 2
            height: 1
            color: Theme.line
        }
    }

    ListView {
        id: list

        anchors.top: header.bottom
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 4
        width: parent.width
        clip: true
        model: root.model.legend
        boundsBehavior: Flickable.StopAtBounds

        ScrollBar.vertical: ScrollBar {
        }

        delegate: LegendRow {
            width: list.width
            figureWidth: root.figureWidth
            legend: root.model.legend
        }

        footer: AppText {
            x: Theme.panelPadding
            height: visible ? 26 : 0
            visible: root.model.moreText !== ""
            verticalAlignment: Text.AlignVCenter
            text: root.model.moreText
            color: Theme.muted
        }
    }
}
