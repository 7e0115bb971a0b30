// Lets an item be dragged onto a chart: what takes it knows it by its kind.

import QtQuick

Item {
    id: root

    required property Item source
    required property string kind
    required property string text

    property bool isDragged: false

    anchors.fill: parent

    DragHandler {
        id: handler

        target: null
        onActiveChanged: {
            if (active) {
                root.isDragged = true;
                return;
            }
            (ghost.item as Ghost)?.Drag.drop();
            root.isDragged = false;
        }
    }

    Loader {
        id: ghost

        active: root.isDragged
        sourceComponent: Ghost {
            text: root.text
            kind: root.kind
            source: root.source
            place: handler.centroid.scenePosition
        }
    }
}
