// A panel with a title; what it holds fills the rest.

import QtQuick

Panel {
    id: root

    required property string title
    default property alias content: body.data

    AppText {
        id: head

        x: Theme.panelPadding
        y: 10
        width: parent.width - 2 * Theme.panelPadding
        text: root.title
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
    }

    Item {
        id: body

        anchors.top: head.bottom
        anchors.topMargin: 4
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.leftMargin: Theme.panelPadding
        anchors.rightMargin: Theme.panelPadding
        anchors.bottomMargin: 8
    }
}
