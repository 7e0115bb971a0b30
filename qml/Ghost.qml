// What is dragged, beside the pointer, above everything else of the window.

import QtQuick
import QtQuick.Templates as T

Panel {
    id: root

    required property string text
    required property string kind
    required property Item source
    required property point place

    parent: T.Overlay.overlay
    x: place.x + 10
    y: place.y + 8
    z: 100
    implicitWidth: Math.min(280, label.implicitWidth + 24)
    implicitHeight: 28
    Drag.active: true
    Drag.keys: [kind]
    Drag.source: source
    Drag.hotSpot: Qt.point(-10, -8)

    AppText {
        id: label

        anchors.centerIn: parent
        width: Math.min(implicitWidth, 256)
        text: root.text
    }
}
