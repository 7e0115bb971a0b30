// One cell: cut where it does not fit, and then shown whole by the tip.

import QtQuick

AppText {
    id: root

    property bool isNumber: false
    property string details

    verticalAlignment: Text.AlignVCenter
    horizontalAlignment: isNumber ? Text.AlignRight : Text.AlignLeft

    HoverHandler {
        id: hover
    }

    Tip {
        text: root.details === "" ? root.text : root.details
        visible: hover.hovered && text !== "" && (root.truncated || root.details !== "")
    }
}
