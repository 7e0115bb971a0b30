import QtQuick

Rectangle {
    color: Theme.panel
    radius: Theme.panelRadius
    border.width: 1
    border.color: Theme.line
}
