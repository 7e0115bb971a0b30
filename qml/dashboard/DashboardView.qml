// The open dashboard: its header, its variables, its panels, and the panel that is edited.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

Item {
    id: root

    required property DashboardsModel dashboards
    required property Workbench workbench
    required property bool isShown

    readonly property DashboardModel dashboard: dashboards.current
    property PanelModel full: null

    function showFull(row: int) {
        full = dashboard.panels.panelAt(row);
        if (full !== null && full.isRow)
            full = null;
    }

    /// The panel that keys act on, over all the room; again: back.
    function toggleFull() {
        if (full !== null)
            full = null;
        else if (grid.current !== null)
            showFull(grid.current.index);
    }

    /// Steps back: full screen, the panel's settings, editing, the dashboard.
    function back() {
        if (full !== null)
            full = null;
        else if (dashboard.isEditing && dashboard.editor.isActive)
            dashboard.editor.select(-1);
        else if (dashboard.isEditing)
            dashboard.isEditing = false;
        else
            dashboards.close();
    }

    Connections {
        target: root.dashboard

        function onOpened() {
            root.full = null;
        }
    }

    Shortcut {
        enabled: root.isShown && root.dashboard.isEditing
        sequences: [StandardKey.Undo]
        onActivated: root.dashboard.undo()
    }

    Shortcut {
        enabled: root.isShown && root.dashboard.isEditing
        sequences: ["Ctrl+Shift+Z", "Ctrl+Y"]
        onActivated: root.dashboard.redo()
    }

    Shortcut {
        enabled: root.isShown
        sequence: "E"
        onActivated: {
            root.dashboard.isEditing = true;
            if (root.dashboard.isEditing && grid.current !== null)
                root.dashboard.editor.select(grid.current.stored);
        }
    }

    Shortcut {
        enabled: root.isShown && root.dashboard.isEditing && grid.current !== null
        sequence: "P,D"
        onActivated: root.dashboard.editor.duplicate(grid.current.stored)
    }

    Shortcut {
        enabled: root.isShown
        sequence: "Escape"
        onActivated: root.back()
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        DashboardHeader {
            Layout.fillWidth: true
            Layout.leftMargin: Theme.pagePadding - 6
            Layout.rightMargin: Theme.pagePadding
            Layout.topMargin: Theme.gap
            dashboards: root.dashboards
            workbench: root.workbench
        }

        VariableBar {
            Layout.fillWidth: true
            Layout.leftMargin: Theme.pagePadding
            Layout.rightMargin: Theme.pagePadding
            visible: root.dashboard.variables.count > 0
            dashboard: root.dashboard
        }

        AppText {
            Layout.fillWidth: true
            Layout.leftMargin: Theme.pagePadding
            Layout.rightMargin: Theme.pagePadding
            visible: root.dashboard.problem !== ""
            wrapMode: Text.Wrap
            text: root.dashboard.problem
            color: Theme.bad
        }

        RowLayout {
            spacing: 0

            PanelGrid {
                id: grid

                objectName: "panelGrid"
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: root.full === null
                dashboard: root.dashboard
                range: root.workbench.range
                isShown: root.isShown && root.full === null
                onFullRequested: row => root.showFull(row)

                AppText {
                    anchors.centerIn: parent
                    visible: root.dashboard.panels.count === 0 && root.dashboard.problem === "" && root.dashboard.title !== ""
                    text: root.dashboard.isEditing ? qsTr("Nothing here yet: \"Add\" puts a panel here.") : qsTr("Nothing here yet.")
                    color: Theme.muted
                }
            }

            Loader {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.leftMargin: Theme.pagePadding
                Layout.rightMargin: Theme.pagePadding
                Layout.bottomMargin: Theme.pagePadding
                active: root.full !== null
                visible: active
                sourceComponent: FullPanel {
                    panel: root.full
                    range: root.workbench.range
                    isShown: root.isShown
                    onClosed: root.full = null
                }
            }

            // There while editing, whatever is selected: nothing moves when a panel is.
            Item {
                Layout.preferredWidth: 340
                Layout.fillHeight: true
                Layout.rightMargin: Theme.pagePadding
                Layout.bottomMargin: Theme.pagePadding
                visible: root.dashboard.isEditing && root.full === null

                PanelSettings {
                    anchors.fill: parent
                    visible: root.dashboard.editor.isActive
                    editor: root.dashboard.editor
                }

                DashboardSettings {
                    anchors.fill: parent
                    visible: !root.dashboard.editor.isActive
                    editor: root.dashboard.settings
                }
            }
        }
    }
}
