// A caption and what is set.

import QtQuick
import QtQuick.Layouts
import TinyObs

RowLayout {
    id: root

    required property string caption
    default property alias content: body.data

    spacing: 8

    AppText {
        Layout.preferredWidth: 92
        text: root.caption
        color: Theme.muted
        font.pixelSize: Theme.secondarySize
    }

    RowLayout {
        id: body

        Layout.fillWidth: true
        spacing: 6
    }
}
