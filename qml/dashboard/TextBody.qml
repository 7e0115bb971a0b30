// Words. Nothing is fetched: pictures are links, tags are text.

import QtQuick
import QtQuick.Controls.Basic
import TinyObs
import TinyObs.Ui

Flickable {
    id: root

    required property PanelModel panel

    clip: true
    contentHeight: words.height
    boundsBehavior: Flickable.StopAtBounds
    interactive: contentHeight > height

    ScrollBar.vertical: ScrollBar {
    }

    Text {
        id: words

        width: root.width
        // Links have a colour of their own, which is none of the theme's.
        text: root.panel.text.replace(/color:#[0-9a-f]+;/g, "color:" + Theme.accent + ";").replace(/font-(family|size):[^;]*;/g, "")
        textFormat: Text.RichText
        wrapMode: Text.Wrap
        color: Theme.text
        font.family: Theme.sans
        font.pixelSize: Theme.bodySize
        onLinkActivated: link => {
            if (link.startsWith("http://") || link.startsWith("https://"))
                Qt.openUrlExternally(link);
        }

        HoverHandler {
            enabled: words.hoveredLink !== ""
            cursorShape: Qt.PointingHandCursor
        }
    }
}
