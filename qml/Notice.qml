// A line at the bottom that says what was done, with one thing to do about it; it goes by itself.

import QtQuick
import TinyObs.Ui

Panel {
    id: root

    property string text
    property string actionText
    property bool isProblem: false

    signal acted

    function show(text: string, actionText: string, isProblem: bool) {
        root.text = text;
        root.actionText = actionText;
        root.isProblem = isProblem;
        visible = true;
        away.restart();
    }

    visible: false
    z: 50
    implicitWidth: row.implicitWidth + 28
    implicitHeight: 40
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    Timer {
        id: away

        interval: root.isProblem ? 15000 : 6000
        running: false
        onTriggered: hover.hovered ? restart() : root.visible = false
    }

    HoverHandler {
        id: hover
    }

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 12

        AppText {
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, 620)
            text: root.text
            elide: Text.ElideMiddle
            color: root.isProblem ? Theme.bad : Theme.text
        }

        AppButton {
            visible: root.actionText !== ""
            implicitHeight: Theme.controlInPanel
            text: root.actionText
            onClicked: {
                root.visible = false;
                root.acted();
            }
        }

        AppButton {
            implicitHeight: Theme.controlInPanel
            isFlat: true
            iconName: "close"
            tip: qsTr("Close")
            onClicked: root.visible = false
        }
    }
}
