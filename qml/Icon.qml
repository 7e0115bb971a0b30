// An icon of our own, drawn as strokes on a 20 by 20 grid. Add one here, by its name. A canvas and not
// a Shape, because that has rough edges where the window has no multisampling.

import QtQuick

Canvas {
    id: root

    required property string name
    property color color: Theme.muted

    readonly property var paths: ({
            "overview": "M3 9.5 L10 3.5 L17 9.5 M5 8 V16.5 H15 V8 M8.2 16.5 V11.5 H11.8 V16.5",
            "explore": "M3 3 V17 H17 M5.5 13 L9 8.5 L12 11 L16.5 5.5",
            "dashboards": "M3 3.5 H9 V9 H3 Z M11.5 3.5 H17 V12 H11.5 Z M3 11.5 H9 V16.5 H3 Z M11.5 14.5 H17 V16.5 H11.5 Z",
            "ingest": "M10 3 V12.5 M6 8.8 L10 12.8 L14 8.8 M3.5 13.5 V16.5 H16.5 V13.5",
            "storage": "M3.5 5.5 C3.5 2.5 16.5 2.5 16.5 5.5 C16.5 8.5 3.5 8.5 3.5 5.5 M3.5 5.5 V14.5 C3.5 17.5 16.5 17.5 16.5 14.5 V5.5 M3.5 10 C3.5 13 16.5 13 16.5 10",
            "search": "M8.5 3 A5.5 5.5 0 1 0 8.5 14 A5.5 5.5 0 1 0 8.5 3 M12.6 12.6 L17 17",
            "clock": "M10 2.8 A7.2 7.2 0 1 0 10 17.2 A7.2 7.2 0 1 0 10 2.8 M10 6 V10.2 L12.8 12",
            "theme": "M10 2.8 A7.2 7.2 0 1 0 10 17.2 A7.2 7.2 0 1 0 10 2.8 M10 2.8 V17.2 M10 6 H15.8 M10 10 H17.1 M10 14 H15.8",
            "refresh": "M16.2 8 A6.6 6.6 0 1 0 16.4 12.2 M16.6 3.8 V8.2 H12.2",
            "left": "M12 5 L7 10 L12 15",
            "right": "M8 5 L13 10 L8 15",
            "back": "M8 5.5 L3.5 10 L8 14.5 M3.5 10 H12 A4 4 0 0 1 16 14",
            "forward": "M12 5.5 L16.5 10 L12 14.5 M16.5 10 H8 A4 4 0 0 0 4 14",
            "down": "M5 8 L10 13 L15 8",
            "out": "M8.5 3 A5.5 5.5 0 1 0 8.5 14 A5.5 5.5 0 1 0 8.5 3 M12.6 12.6 L17 17 M6 8.5 H11",
            "close": "M5.5 5.5 L14.5 14.5 M14.5 5.5 L5.5 14.5",
            "window": "M11.5 3.5 H16.5 V8.5 M16.5 3.5 L10 10 M8.5 5 H3.5 V16.5 H15 V11.5",
            "more": "M10 4.5 V4.6 M10 10 V10.1 M10 15.4 V15.5",
            "copy": "M7 7 H16.5 V16.5 H7 Z M13 7 V3.5 H3.5 V13 H7",
            "check": "M4 10.5 L8 14.5 L16 5.5",
            "wave": "M2.5 12.5 C5 12.5 5 5 7.5 5 S10 15 12.5 15 S15 8 17.5 8"
        })

    width: Theme.icon
    height: Theme.icon
    onColorChanged: requestPaint()
    onNameChanged: requestPaint()
    onPaint: {
        const context = getContext("2d");
        context.reset();
        context.strokeStyle = color;
        context.lineWidth = Theme.iconStroke;
        context.lineCap = "round";
        context.lineJoin = "round";
        context.path = paths[name];
        context.stroke();
    }
}
