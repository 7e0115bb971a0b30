// A panel on the grid: its title, what it shows, and while editing the ways to move, size and change
// it.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

FocusScope {
    id: root

    required property PanelModel panel
    required property int index
    required property int cellX
    required property int cellY
    required property int cellW
    required property int cellH
    required property int stored
    required property DashboardModel dashboard
    required property TimeRange range
    required property real columnWidth
    required property int rowHeight
    required property Flickable view
    required property bool isShown

    readonly property bool isRow: panel.isRow
    readonly property bool isEditing: dashboard.isEditing && !panel.isRepeated
    readonly property bool isSelected: dashboard.isEditing && dashboard.editor.index === stored
    readonly property bool isHovered: hover.hovered
    readonly property bool isActing: mover.pressed || sizer.pressed

    signal fullRequested

    /// Ctrl+arrows move by a cell, with Shift they size.
    function actOn(event: KeyEvent) {
        const isSize = event.modifiers & Qt.ShiftModifier;
        const x = event.key === Qt.Key_Right ? 1 : event.key === Qt.Key_Left ? -1 : 0;
        const y = event.key === Qt.Key_Down ? 1 : event.key === Qt.Key_Up ? -1 : 0;
        if ((event.modifiers & Qt.ControlModifier) && (x !== 0 || y !== 0))
            root.dashboard.editor.nudge(root.stored, isSize ? 0 : x, isSize ? 0 : y, isSize ? x : 0, isSize ? y : 0);
        else if (event.key === Qt.Key_Delete)
            root.dashboard.editor.remove(root.stored);
        else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)
            root.dashboard.editor.select(root.stored);
        else
            return;
        event.accepted = true;
    }

    x: mover.pressed ? mover.itemX : cellX * columnWidth
    y: mover.pressed ? mover.itemY : cellY * rowHeight
    z: isActing ? 2 : 0
    width: sizer.pressed ? sizer.itemWidth : cellW * columnWidth - Theme.gap
    height: sizer.pressed ? sizer.itemHeight : cellH * rowHeight - (isRow ? 0 : Theme.gap)
    activeFocusOnTab: true
    Accessible.role: Accessible.Grouping
    Accessible.name: panel.title
    Accessible.description: panel.description
    Keys.onPressed: event => {
        if (root.isEditing)
            root.actOn(event);
    }

    ChartActivity {
        chart: root.panel.chart
        panel: root
        view: root.view
        isShown: root.isShown && !root.isRow && root.panel.kind !== "text" && root.panel.hasQueries
    }

    HoverHandler {
        id: hover
    }

    Panel {
        anchors.fill: parent
        visible: !root.isRow
        opacity: root.isActing ? 0.92 : 1
        border.color: root.isSelected || root.activeFocus ? Theme.accent : Theme.line
        border.width: root.isSelected || root.activeFocus ? 2 : 1
    }

    RowLayout {
        id: head

        x: root.isRow ? 0 : Theme.panelPadding
        y: root.isRow ? 0 : 7
        width: parent.width - x - 6
        height: root.isRow ? parent.height : 26
        spacing: 6

        AppButton {
            visible: root.isRow
            implicitHeight: Theme.controlInPanel
            isFlat: true
            iconName: root.panel.isFolded ? "right" : "down"
            tip: root.panel.isFolded ? qsTr("Unfold") : qsTr("Fold")
            Accessible.name: tip + " " + root.panel.title
            onClicked: root.dashboard.toggleFold(root.index)
        }

        AppText {
            Layout.fillWidth: true
            text: root.panel.title
            font.weight: Font.DemiBold

            MouseArea {
                anchors.fill: parent
                visible: root.isRow && !root.isEditing
                cursorShape: Qt.PointingHandCursor
                onClicked: root.dashboard.toggleFold(root.index)
            }

            Tip {
                text: root.panel.description
                visible: root.panel.description !== "" && titleHover.hovered
            }

            HoverHandler {
                id: titleHover
            }
        }

        AppText {
            visible: root.panel.kind === "timeseries" && text !== ""
            text: root.panel.chart.moreText
            color: Theme.warn
            font.pixelSize: Theme.secondarySize
        }
    }

    Loader {
        active: !root.isRow
        x: Theme.panelPadding
        y: 38
        width: root.width - 2 * Theme.panelPadding
        height: root.height - y - 8
        sourceComponent: PanelBody {
            panel: root.panel
            range: root.range
        }
    }

    // While editing the whole panel is a handle: above what it shows, below the buttons.
    MouseArea {
        id: mover

        property real itemX
        property real itemY
        property point grip
        property int moved: 0
        property bool isMoved: false

        anchors.fill: parent
        anchors.leftMargin: root.isRow ? 34 : 0
        enabled: root.isEditing
        visible: enabled
        cursorShape: pressed ? Qt.ClosedHandCursor : Qt.OpenHandCursor
        preventStealing: true
        onPressed: event => {
            grip = Qt.point(event.x + mover.x, event.y + mover.y);
            isMoved = false;
            itemX = root.x;
            itemY = root.y;
            moved = root.stored;
            root.forceActiveFocus(Qt.MouseFocusReason);
        }
        onPositionChanged: event => {
            const place = mapToItem(root.parent, event.x, event.y);
            isMoved = isMoved || Math.abs(place.x - grip.x - itemX) + Math.abs(place.y - grip.y - itemY) > 6;
            if (!isMoved)
                return;
            itemX = place.x - grip.x;
            itemY = Math.max(0, place.y - grip.y);
            root.dashboard.editor.dragTo(moved, Math.round(itemX / root.columnWidth), Math.round(itemY / root.rowHeight), root.cellW, root.cellH);
        }
        onReleased: {
            if (isMoved)
                root.dashboard.editor.drop();
            else
                root.dashboard.editor.select(root.stored);
        }
        onCanceled: root.dashboard.editor.cancelDrag()
    }

    Rectangle {
        anchors.fill: actions
        visible: actions.visible
        color: root.isRow ? Theme.bg : Theme.panel
    }

    Row {
        id: actions

        anchors.right: parent.right
        anchors.rightMargin: 6
        y: head.y + (head.height - height) / 2
        visible: hover.hovered || root.activeFocus || root.isSelected
        spacing: 2

        AppButton {
            visible: !root.isRow
            implicitHeight: Theme.controlInPanel
            implicitWidth: Theme.controlInPanel
            padding: 3
            isFlat: true
            iconName: "window"
            tip: qsTr("Full screen (v)")
            onClicked: root.fullRequested()
        }

        AppButton {
            visible: root.isEditing
            implicitHeight: Theme.controlInPanel
            implicitWidth: Theme.controlInPanel
            padding: 3
            isFlat: true
            iconName: "copy"
            tip: qsTr("Duplicate")
            onClicked: root.dashboard.editor.duplicate(root.stored)
        }

        AppButton {
            visible: root.isEditing
            implicitHeight: Theme.controlInPanel
            implicitWidth: Theme.controlInPanel
            padding: 3
            isFlat: true
            iconName: "close"
            tip: qsTr("Delete (Ctrl+Z brings it back)")
            onClicked: root.dashboard.editor.remove(root.stored)
        }
    }

    MouseArea {
        id: sizer

        property real itemWidth
        property real itemHeight
        property int sized: 0
        property point corner

        anchors.right: parent.right
        anchors.bottom: parent.bottom
        width: 24
        height: 24
        visible: root.isEditing && !root.isRow
        cursorShape: Qt.SizeFDiagCursor
        preventStealing: true
        onPressed: event => {
            sized = root.stored;
            corner = Qt.point(root.cellX, root.cellY);
            itemWidth = root.width;
            itemHeight = root.height;
        }
        onPositionChanged: event => {
            const place = mapToItem(root, event.x, event.y);
            itemWidth = Math.max(2 * root.columnWidth - Theme.gap, place.x);
            itemHeight = Math.max(2 * root.rowHeight - Theme.gap, place.y);
            root.dashboard.editor.dragTo(sized, corner.x, corner.y, Math.max(2, Math.round((itemWidth + Theme.gap) / root.columnWidth)), Math.max(2, Math.round((itemHeight + Theme.gap) / root.rowHeight)));
        }
        onReleased: root.dashboard.editor.drop()
        onCanceled: root.dashboard.editor.cancelDrag()

        Repeater {
            model: [4, 8]

            Rectangle {
                required property int modelData

                x: 24 - modelData - 6
                y: 24 - 6
                width: modelData * 1.4
                height: 1.5
                rotation: -45
                transformOrigin: Item.Left
                color: Theme.faint
            }
        }
    }
}
