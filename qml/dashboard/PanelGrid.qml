// The panels of a dashboard on their 24 columns.

import QtQuick
import QtQuick.Controls.Basic
import TinyObs
import TinyObs.Ui

Flickable {
    id: root

    required property DashboardModel dashboard
    required property TimeRange range
    required property bool isShown

    readonly property int rowHeight: 36
    readonly property real columnWidth: (width - Theme.pagePadding * 2 + Theme.gap) / 24
    /// The one that keys act on: that with the focus, else that under the pointer.
    readonly property PanelFrame current: focused ?? hovered
    property PanelFrame focused: null
    property PanelFrame hovered: null

    signal fullRequested(int row)

    clip: true
    contentWidth: width
    contentHeight: dashboard.panels.gridRows * rowHeight + Theme.pagePadding + (dashboard.isEditing ? 8 * rowHeight : 0)
    boundsBehavior: Flickable.StopAtBounds
    Accessible.name: qsTr("Panels")

    ScrollBar.vertical: ScrollBar {
    }

    // The columns, while panels are moved about.
    Repeater {
        model: root.dashboard.isEditing ? 24 : 0

        Rectangle {
            required property int index

            x: Theme.pagePadding + index * root.columnWidth
            y: 0
            width: root.columnWidth - Theme.gap
            height: root.contentHeight
            color: Theme.grid
            opacity: 0.5
        }
    }

    Item {
        x: Theme.pagePadding
        width: root.width - 2 * Theme.pagePadding
        height: root.contentHeight

        Repeater {
            model: root.dashboard.panels

            PanelFrame {
                id: frame

                dashboard: root.dashboard
                range: root.range
                columnWidth: root.columnWidth
                rowHeight: root.rowHeight
                view: root
                isShown: root.isShown
                onFullRequested: root.fullRequested(index)
                onActiveFocusChanged: {
                    if (activeFocus)
                        root.focused = frame;
                    else if (root.focused === frame)
                        root.focused = null;
                }
                onIsHoveredChanged: {
                    if (isHovered)
                        root.hovered = frame;
                    else if (root.hovered === frame)
                        root.hovered = null;
                }
            }
        }
    }
}
