// A word of explanation below a control.

import QtQuick
import QtQuick.Templates as T

T.ToolTip {
    id: root

    x: parent ? Math.round((parent.width - width) / 2) : 0
    y: parent ? parent.height + 6 : 0
    implicitWidth: Math.min(520, contentItem.implicitWidth + leftPadding + rightPadding)
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    margins: 6
    padding: 6
    leftPadding: 10
    rightPadding: 10
    delay: 500

    contentItem: AppText {
        text: root.text
        wrapMode: Text.Wrap
        font.pixelSize: Theme.secondarySize
    }

    background: Panel {
    }
}
