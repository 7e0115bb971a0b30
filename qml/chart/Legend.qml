// The lines of the chart as a table, sortable by its columns. A click shows one alone, with Ctrl it
// hides or shows that one, with Shift those up to it.

import QtQuick
import QtQuick.Controls.Basic
import TinyObs
import TinyObs.Ui

Panel {
    id: root

    required property ChartModel model

    readonly property LegendModel legend: model.legend
    readonly property int figureWidth: 92
    readonly property var columns: ["min", "median", "mean", "max", "last", "sum"]
    readonly property var titles: [qsTr("min"), qsTr("median"), qsTr("mean"), qsTr("max"), qsTr("last"), qsTr("sum")]
    /// The sum goes first where there is no room.
    readonly property int shownColumns: width > 900 ? 6 : width > 620 ? 5 : 3
    readonly property bool canFilter: legend.lineCount > 10

    implicitHeight: Math.min(244, header.height + list.contentHeight + 10)

    Item {
        id: header

        width: parent.width
        height: 34

        AppText {
            visible: !filter.visible
            x: Theme.panelPadding
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - root.shownColumns * root.figureWidth - 2 * Theme.panelPadding
            text: root.model.commonLabels === "" ? qsTr("series") : qsTr("series, all with %1").arg(root.model.commonLabels)
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }

        SearchField {
            id: filter

            visible: root.canFilter
            x: 8
            anchors.verticalCenter: parent.verticalCenter
            implicitHeight: Theme.controlInPanel
            width: Math.min(300, parent.width - root.shownColumns * root.figureWidth - 2 * Theme.panelPadding)
            hint: qsTr("Filter %1 series").arg(root.legend.lineCount)
            font.pixelSize: Theme.secondarySize
            text: root.legend.filter
            onTextEdited: root.legend.filter = text
        }

        Row {
            anchors.right: parent.right
            anchors.rightMargin: Theme.panelPadding
            anchors.verticalCenter: parent.verticalCenter

            Repeater {
                model: root.shownColumns

                AppButton {
                    id: column

                    required property int index

                    readonly property string name: root.columns[index]
                    readonly property bool isSorted: root.legend.sortColumn === name

                    width: root.figureWidth
                    implicitHeight: Theme.controlInPanel
                    padding: 0
                    isFlat: true
                    tip: qsTr("Sort by %1").arg(root.titles[index])
                    Accessible.name: tip

                    AppText {
                        anchors.right: parent.right
                        anchors.verticalCenter: parent.verticalCenter
                        text: (column.isSorted ? (root.legend.isDescending ? "↓ " : "↑ ") : "") + root.titles[column.index]
                        color: column.isSorted ? Theme.accent : Theme.muted
                        font.pixelSize: Theme.secondarySize
                    }
                    onClicked: root.legend.sortBy(name)
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
        model: root.legend
        boundsBehavior: Flickable.StopAtBounds

        ScrollBar.vertical: ScrollBar {
        }

        delegate: LegendRow {
            width: list.width
            figureWidth: root.figureWidth
            shownColumns: root.shownColumns
            model: root.model
        }

        footer: Item {
            width: list.width
            height: visible ? 30 : 0
            visible: root.model.moreText !== ""

            AppText {
                x: Theme.panelPadding
                anchors.verticalCenter: parent.verticalCenter
                text: qsTr("the %1 greatest are shown, %2").arg(root.legend.lineCount).arg(root.model.moreText)
                color: Theme.muted
                font.pixelSize: Theme.secondarySize
            }

            AppButton {
                anchors.right: parent.right
                anchors.rightMargin: Theme.panelPadding
                anchors.verticalCenter: parent.verticalCenter
                implicitHeight: Theme.controlInPanel
                text: qsTr("Show all")
                onClicked: root.model.showsAllLines = true
            }
        }
    }
}
