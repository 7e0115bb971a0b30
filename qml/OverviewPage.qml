// Services at a glance, then a section of small charts for each, the machine, and TinyObs itself.
// Only charts that can be seen ask for data.

import QtQuick
import QtQuick.Controls.Basic
import TinyObs.Ui

ScrollView {
    id: root

    required property Workbench workbench
    required property bool isShown

    readonly property Flickable view: contentItem as Flickable
    readonly property real contentSpace: availableWidth - 2 * Theme.pagePadding
    readonly property int mostPanels: Math.max(1, Math.floor((contentSpace + Theme.gap) / 380))
    readonly property int mostTiles: Math.max(1, Math.floor((contentSpace + Theme.gap) / 280))

    contentWidth: availableWidth
    clip: true
    Accessible.name: qsTr("Overview")

    Column {
        id: column

        x: Theme.pagePadding
        width: root.contentSpace
        topPadding: Theme.gap
        bottomPadding: Theme.pagePadding
        spacing: Theme.gap

        EmptyStart {
            width: parent.width
            visible: root.workbench.isLoaded && !root.workbench.overview.hasServices
            workbench: root.workbench
        }

        SectionTitle {
            visible: root.workbench.overview.hasServices
            title: qsTr("Services")
        }

        Flow {
            id: tiles

            readonly property int columns: root.workbench.overview.columnsFor(root.workbench.overview.cards.length, root.mostTiles)

            width: parent.width
            spacing: Theme.gap
            visible: root.workbench.overview.hasServices

            Repeater {
                model: root.workbench.overview.cards

                ServiceTile {
                    id: tile

                    required property var modelData

                    width: Math.floor((tiles.width - (tiles.columns - 1) * Theme.gap) / tiles.columns)
                    card: modelData
                    workbench: root.workbench

                    ChartActivity {
                        chart: tile.card.chart
                        panel: tile
                        view: root.view
                        isShown: root.isShown
                    }
                }
            }
        }

        Repeater {
            model: root.workbench.overview

            OverviewSection {
                required property int index

                width: column.width
                mostPanels: root.mostPanels
                view: root.view
                isShown: root.isShown
                workbench: root.workbench
                onToggled: root.workbench.overview.toggleExpanded(index)
            }
        }
    }
}
