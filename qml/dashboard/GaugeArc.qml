// An arc that is filled up to a share. A canvas and not a Shape, as with Icon.

import QtQuick
import TinyObs

Canvas {
    id: root

    required property real share
    required property color color

    readonly property real thickness: Math.max(6, Math.min(width, height * 1.4) * 0.08)
    /// As much of a circle as is drawn is 1.46 radii high.
    readonly property real radius: Math.min(width / 2 - thickness, (height - 2 * thickness) / 1.46)
    readonly property real centerY: (height - 1.46 * radius) / 2 + radius

    onShareChanged: requestPaint()
    onColorChanged: requestPaint()
    onWidthChanged: requestPaint()
    onHeightChanged: requestPaint()

    Connections {
        target: Theme

        function onDarkChanged() {
            root.requestPaint();
        }
    }

    onPaint: {
        const context = getContext("2d");
        context.reset();
        if (radius <= 4)
            return;
        const begin = Math.PI * 0.85;
        const end = Math.PI * 2.15;
        context.lineWidth = thickness;
        context.lineCap = "round";
        context.strokeStyle = Theme.line;
        context.beginPath();
        context.arc(width / 2, centerY, radius, begin, end);
        context.stroke();
        if (share <= 0)
            return;
        context.strokeStyle = color;
        context.beginPath();
        context.arc(width / 2, centerY, radius, begin, begin + (end - begin) * Math.min(1, share));
        context.stroke();
    }
}
