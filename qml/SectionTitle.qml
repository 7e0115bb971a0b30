import QtQuick

Row {
    id: root

    required property string title
    property string detail

    spacing: 8
    leftPadding: 2
    topPadding: 4

    AppText {
        text: root.title
        color: Theme.muted
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
    }

    AppText {
        text: root.detail
        color: Theme.faint
        font.pixelSize: Theme.secondarySize
        anchors.baseline: parent.children[0].baseline
    }
}
