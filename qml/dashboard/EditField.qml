// A line of text to fill in; what is typed is told when the typing pauses, on Enter, and on leaving.

import QtQuick
import QtQuick.Templates as T
import TinyObs

T.TextField {
    id: root

    /// What is stored; shown while nobody types.
    required property string value
    property string hint
    property bool isCode: false
    /// Tells only on Enter and on leaving.
    property bool isPatient: false

    signal edited(string text)

    function commit() {
        pause.stop();
        if (text !== value)
            edited(text);
    }

    implicitHeight: Theme.controlInPanel
    leftPadding: 8
    rightPadding: 8
    verticalAlignment: TextInput.AlignVCenter
    color: Theme.text
    selectionColor: Theme.accent
    selectedTextColor: Theme.panel
    font.family: isCode ? Theme.mono : Theme.sans
    font.pixelSize: isCode ? Theme.codeSize : Theme.bodySize
    selectByMouse: true
    Accessible.name: hint
    onTextEdited: {
        if (!isPatient)
            pause.restart();
    }
    onAccepted: commit()
    onActiveFocusChanged: {
        if (!activeFocus)
            commit();
    }
    onValueChanged: {
        if (text !== value && !pause.running && !(isPatient && activeFocus))
            text = value;
    }
    Component.onCompleted: text = value

    Timer {
        id: pause

        interval: 300
        onTriggered: root.commit()
    }

    background: Rectangle {
        radius: Theme.controlRadius
        color: Theme.bg
        border.width: root.activeFocus ? 2 : 1
        border.color: root.activeFocus ? Theme.accent : Theme.line

        AppText {
            anchors.fill: parent
            anchors.leftMargin: root.leftPadding
            anchors.rightMargin: root.rightPadding
            verticalAlignment: Text.AlignVCenter
            visible: root.text === ""
            text: root.hint
            color: Theme.faint
        }
    }
}
