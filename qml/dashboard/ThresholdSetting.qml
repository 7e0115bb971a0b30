// From a value on, a level.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

RowLayout {
    id: root

    required property int index
    required property PanelEditor editor

    readonly property var threshold: editor.thresholds[index] ?? ({
            "value": "",
            "level": "warn"
        })
    readonly property var words: ["ok", "warn", "bad"]

    spacing: 6

    Rectangle {
        width: 10
        height: 10
        radius: 5
        color: [Theme.ok, Theme.warn, Theme.bad][root.words.indexOf(root.threshold.level)]
    }

    EditField {
        Layout.fillWidth: true
        hint: qsTr("from below")
        value: root.threshold.value
        onEdited: text => root.editor.changeThreshold(root.index, text, root.threshold.level)
    }

    ChoiceButton {
        caption: qsTr("Level")
        text: [qsTr("fine"), qsTr("warning"), qsTr("bad")][root.words.indexOf(root.threshold.level)]
        choices: [qsTr("fine"), qsTr("warning"), qsTr("bad")]
        onChosen: index => root.editor.changeThreshold(root.index, root.threshold.value, root.words[index])
    }

    AppButton {
        implicitHeight: Theme.controlInPanel
        implicitWidth: Theme.controlInPanel
        padding: 3
        isFlat: true
        iconName: "close"
        tip: qsTr("Remove this threshold")
        onClicked: root.editor.removeThreshold(root.index)
    }
}
