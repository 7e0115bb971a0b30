import QtQuick

Text {
    color: Theme.text
    font.family: Theme.sans
    font.pixelSize: Theme.bodySize
    elide: Text.ElideRight
    textFormat: Text.PlainText
}
