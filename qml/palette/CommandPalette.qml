// A few letters find anything: actions, services, metrics, dashboards. Enter opens it.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import TinyObs
import TinyObs.Ui

Popup {
    id: root

    required property PaletteModel model

    function choose(row: int) {
        close();
        model.open(row);
    }

    parent: T.Overlay.overlay
    x: Math.round((parent.width - width) / 2)
    y: Math.round(parent.height * 0.12)
    width: Math.min(680, parent.width - 80)
    height: Math.min(parent.height * 0.7, 68 + list.contentHeight + (root.model.moreText === "" ? 0 : 28))
    padding: 10
    modal: true
    dim: true
    closePolicy: Popup.CloseOnEscape | Popup.CloseOnPressOutside
    onAboutToShow: {
        field.text = "";
        model.pattern = "";
        list.currentIndex = 0;
        field.forceActiveFocus();
    }

    T.Overlay.modal: Rectangle {
        color: Qt.alpha(Theme.bg, 0.6)
    }

    background: Panel {
    }

    contentItem: Column {
        spacing: 8

        SearchField {
            id: field

            objectName: "paletteField"
            width: parent.width
            implicitHeight: 38
            hint: qsTr("Find metrics, services, dashboards, actions")
            onTextEdited: {
                root.model.pattern = text;
                list.currentIndex = 0;
            }
            Keys.onDownPressed: list.currentIndex = Math.min(list.count - 1, list.currentIndex + 1)
            Keys.onUpPressed: list.currentIndex = Math.max(0, list.currentIndex - 1)
            Keys.onPressed: event => {
                const page = Math.max(1, Math.floor(list.height / 40) - 1);
                if (event.key === Qt.Key_PageDown)
                    list.currentIndex = Math.min(list.count - 1, list.currentIndex + page);
                else if (event.key === Qt.Key_PageUp)
                    list.currentIndex = Math.max(0, list.currentIndex - page);
                else
                    return;
                event.accepted = true;
            }
            onAccepted: root.choose(list.currentIndex)
        }

        ListView {
            id: list

            width: parent.width
            height: parent.height - field.height - 8 - (more.visible ? 28 : 0)
            clip: true
            model: root.model
            boundsBehavior: Flickable.StopAtBounds
            highlightMoveDuration: 0
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Found")

            ScrollBar.vertical: ScrollBar {
            }

            delegate: Rectangle {
                id: row

                required property int index
                required property string kind
                required property string title
                required property string detail

                readonly property bool isCurrent: ListView.isCurrentItem

                width: list.width
                height: 40
                radius: Theme.controlRadius
                color: isCurrent ? Theme.selection : "transparent"
                Accessible.role: Accessible.ListItem
                Accessible.name: title + ", " + detail

                AppText {
                    x: 10
                    y: 3
                    width: parent.width - 110
                    text: row.title
                    color: row.isCurrent ? Theme.accent : Theme.text
                    font.family: row.kind === "metric" ? Theme.mono : Theme.sans
                }

                AppText {
                    x: 10
                    y: 20
                    width: parent.width - 110
                    text: row.detail
                    color: Theme.muted
                    font.pixelSize: Theme.secondarySize
                }

                AppText {
                    anchors.right: parent.right
                    anchors.rightMargin: 12
                    anchors.verticalCenter: parent.verticalCenter
                    text: row.kind
                    color: Theme.faint
                    font.pixelSize: Theme.secondarySize
                }

                MouseArea {
                    anchors.fill: parent
                    hoverEnabled: true
                    onPositionChanged: list.currentIndex = row.index
                    onClicked: root.choose(row.index)
                }
            }
        }

        AppText {
            id: more

            visible: root.model.moreText !== ""
            x: 10
            height: 20
            text: root.model.moreText
            color: Theme.muted
            font.pixelSize: Theme.secondarySize
        }
    }

    AppText {
        parent: root.contentItem
        anchors.centerIn: parent
        visible: root.model.count === 0 && field.text !== ""
        text: qsTr("Nothing goes by \"%1\"").arg(field.text)
        color: Theme.muted
    }
}
