// One query: its letter (a click hides it), its text, and the way to be rid of it.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

RowLayout {
    id: root

    required property int index
    required property string letter
    required property string text
    required property bool isHidden
    required property ExploreModel explore
    required property Workbench workbench
    required property bool isOnly

    spacing: 6

    AppButton {
        Layout.alignment: Qt.AlignTop
        implicitHeight: Theme.control
        implicitWidth: Theme.control
        padding: 0
        text: root.letter
        isSelected: !root.isHidden
        tip: root.isHidden ? qsTr("Show query %1").arg(root.letter) : qsTr("Hide query %1; formulas still see it").arg(root.letter)
        Accessible.name: tip
        onClicked: root.explore.queries.toggleHidden(root.index)
    }

    TextField {
        id: field

        objectName: "query" + root.letter
        Layout.fillWidth: true
        implicitHeight: Theme.control
        color: Theme.text
        selectionColor: Theme.accent
        selectedTextColor: Theme.panel
        placeholderText: qsTr("PromQL, or a formula of the letters above")
        placeholderTextColor: Theme.faint
        font.family: Theme.mono
        font.pixelSize: Theme.codeSize
        selectByMouse: true
        text: root.text
        Accessible.name: qsTr("Query %1").arg(root.letter)
        onAccepted: root.explore.writeQuery(root.index, text)

        background: Rectangle {
            radius: Theme.controlRadius
            color: Theme.bg
            border.width: field.activeFocus ? 2 : 1
            border.color: field.activeFocus ? Theme.accent : Theme.line
        }
    }

    AppButton {
        Layout.alignment: Qt.AlignTop
        visible: !root.isOnly
        isFlat: true
        iconName: "close"
        tip: qsTr("Remove query %1").arg(root.letter)
        onClicked: root.explore.queries.remove(root.index)
    }
}
