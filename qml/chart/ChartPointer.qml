// What the pointer does on a chart: drag selects a range of time, with Shift a range of values; with
// Ctrl or the middle button it pans; Ctrl and wheel zoom about the pointer; double click goes back.

import QtQuick
import TinyObs
import TinyObs.Ui

MouseArea {
    id: root

    required property ChartModel model
    required property TimeRange range
    /// The chart's frame, which owns the crosshair while the pointer is here.
    required property Item frame
    property bool wheelZooms: false

    enum Gesture { None, Time, Value, Pan }

    property int gesture: ChartPointer.None
    property real pressX: 0
    property real pressY: 0
    property real pannedX: 0

    readonly property real heightShare: 1 - mouseY / Math.max(1, height)
    readonly property bool isFar: Math.abs(mouseX - pressX) >= 4 || Math.abs(mouseY - pressY) >= 4
    readonly property bool isBusy: gesture !== ChartPointer.None && isFar

    function timeAt(x: real): real {
        return model.startMs + Math.max(0, Math.min(1, x / width)) * (model.endMs - model.startMs);
    }

    function cancel() {
        gesture = ChartPointer.None;
    }

    hoverEnabled: true
    acceptedButtons: Qt.LeftButton | Qt.MiddleButton
    cursorShape: gesture === ChartPointer.Pan ? Qt.ClosedHandCursor : Qt.CrossCursor
    preventStealing: true

    onPositionChanged: mouse => {
        if (gesture === ChartPointer.Pan) {
            range.panBy((pannedX - mouse.x) / width * (model.endMs - model.startMs));
            pannedX = mouse.x;
            return;
        }
        ChartCursor.owner = frame;
        ChartCursor.timeMs = timeAt(mouse.x);
        ChartCursor.active = true;
    }
    onExited: ChartCursor.active = false
    onPressed: mouse => {
        pressX = mouse.x;
        pressY = mouse.y;
        pannedX = mouse.x;
        if (mouse.button === Qt.MiddleButton || mouse.modifiers & Qt.ControlModifier)
            gesture = ChartPointer.Pan;
        else
            gesture = mouse.modifiers & Qt.ShiftModifier ? ChartPointer.Value : ChartPointer.Time;
        frame.forceActiveFocus(Qt.MouseFocusReason);
    }
    onReleased: mouse => {
        const done = gesture;
        gesture = ChartPointer.None;
        if (done === ChartPointer.Time && Math.abs(mouse.x - pressX) >= 4)
            range.zoomTo(timeAt(pressX), timeAt(mouse.x));
        else if (done === ChartPointer.Value && Math.abs(mouse.y - pressY) >= 4)
            model.zoomValues(1 - pressY / height, 1 - mouse.y / height);
    }
    onCanceled: cancel()
    onDoubleClicked: mouse => {
        cancel();
        if (mouse.button !== Qt.LeftButton)
            return;
        if (model.isValueZoomed)
            model.resetValues();
        else
            range.zoomOut();
    }
    onWheel: wheel => {
        wheel.accepted = wheelZooms || (wheel.modifiers & Qt.ControlModifier) !== 0;
        if (wheel.accepted && wheel.angleDelta.y !== 0)
            range.zoomAbout(timeAt(wheel.x), Math.pow(0.8, wheel.angleDelta.y / 120));
    }

    Rectangle {
        readonly property bool isTime: root.gesture === ChartPointer.Time

        visible: root.isBusy && root.gesture !== ChartPointer.Pan
        x: isTime ? Math.min(root.pressX, root.mouseX) : 0
        y: isTime ? 0 : Math.min(root.pressY, root.mouseY)
        width: isTime ? Math.abs(root.mouseX - root.pressX) : root.width
        height: isTime ? root.height : Math.abs(root.mouseY - root.pressY)
        color: Theme.accent
        opacity: Theme.selectionOpacity
    }
}
