// What a variable stands for: a list to choose from, or a field to type in.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

Row {
    id: root

    required property int index
    required property string title
    required property string kind
    required property var options
    required property var chosen
    required property string chosenText
    required property bool isMulti
    required property bool isHidden
    required property string problem
    required property DashboardModel dashboard

    readonly property var found: options.filter(option => search.text === "" || option.toLowerCase().includes(search.text.toLowerCase()))

    visible: !isHidden
    spacing: 6

    AppText {
        anchors.verticalCenter: parent.verticalCenter
        text: root.title
        color: Theme.muted
        font.pixelSize: Theme.secondarySize
    }

    EditField {
        visible: root.kind === "text"
        width: 140
        hint: root.title
        value: root.chosen.length > 0 ? root.chosen[0] : ""
        onEdited: text => root.dashboard.choose(root.index, text)
    }

    AppButton {
        id: button

        visible: root.kind !== "text"
        implicitHeight: Theme.controlInPanel
        text: root.chosenText
        detail: "▾"
        tip: root.problem
        Accessible.name: root.title + " " + text
        onClicked: popup.open()

        Popup {
            id: popup

            y: button.height + 4
            width: Math.max(button.width, 220)
            padding: 6
            focus: true
            implicitHeight: Math.min(360, list.contentHeight + (search.visible ? 38 : 0) + 12)
            onOpened: {
                search.text = "";
                if (search.visible)
                    search.forceActiveFocus();
                else
                    list.forceActiveFocus();
            }

            background: Panel {
            }

            contentItem: ColumnLayout {
                spacing: 6

                SearchField {
                    id: search

                    Layout.fillWidth: true
                    visible: root.options.length > 8
                    hint: qsTr("Find a value")
                    onAccepted: {
                        if (root.found.length > 0) {
                            root.dashboard.choose(root.index, root.found[0]);
                            popup.close();
                        }
                    }
                }

                ListView {
                    id: list

                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    clip: true
                    model: root.found
                    boundsBehavior: Flickable.StopAtBounds

                    ScrollBar.vertical: ScrollBar {
                    }

                    delegate: AppButton {
                        required property string modelData

                        width: list.width
                        implicitHeight: 28
                        isFlat: true
                        isWide: true
                        detail: isSelected && root.isMulti ? "✓" : ""
                        text: modelData === "$__all" ? qsTr("All") : modelData === "" ? qsTr("(none)") : modelData
                        isSelected: root.chosen.indexOf(modelData) >= 0
                        onClicked: {
                            root.dashboard.choose(root.index, modelData);
                            if (!root.isMulti)
                                popup.close();
                        }
                    }
                }
            }
        }
    }
}
