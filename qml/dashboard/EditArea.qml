// Several lines of text to fill in, as high as they are; told when the typing pauses and on leaving.

import QtQuick
import QtQuick.Templates as T
import TinyObs

T.TextArea {
    id: root

    required property string value
    property string hint
    property bool isCode: false

    signal edited(string text)

    function commit() {
        pause.stop();
        if (text !== value)
            edited(text);
    }

    implicitHeight: Math.max(52, contentHeight + topPadding + bottomPadding)
    padding: 6
    leftPadding: 8
    rightPadding: 8
    wrapMode: TextEdit.Wrap
    textFormat: TextEdit.PlainText
    color: Theme.text
    selectionColor: Theme.accent
    selectedTextColor: Theme.panel
    font.family: isCode ? Theme.mono : Theme.sans
    font.pixelSize: isCode ? Theme.codeSize : Theme.bodySize
    selectByMouse: true
    Accessible.name: hint
    KeyNavigation.priority: KeyNavigation.BeforeItem
    Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
    Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
    onTextChanged: {
        if (activeFocus)
            pause.restart();
    }
    onActiveFocusChanged: {
        if (!activeFocus)
            commit();
    }
    onValueChanged: {
        if (text !== value && !pause.running)
            text = value;
    }
    Component.onCompleted: text = value

    Timer {
        id: pause

        interval: 400
        onTriggered: root.commit()
    }

    background: Rectangle {
        radius: Theme.controlRadius
        color: Theme.bg
        border.width: root.activeFocus ? 2 : 1
        border.color: root.activeFocus ? Theme.accent : Theme.line

        AppText {
            x: root.leftPadding
            y: root.topPadding
            width: parent.width - 2 * x
            wrapMode: Text.Wrap
            visible: root.text === ""
            text: root.hint
            color: Theme.faint
        }
    }
}
