// "Filter": a label, a comparison, a value; the values the label has are offered.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

AppButton {
    id: root

    required property ExploreModel explore

    property string label
    property string comparison: "="

    function add(value: string) {
        root.explore.addFilter(root.label, root.comparison, value);
        popup.close();
    }

    implicitHeight: Theme.controlInPanel
    text: qsTr("Filter")
    detail: "+"
    onClicked: popup.open()

    Popup {
        id: popup

        y: root.height + 4
        width: 300
        height: 340
        padding: 10
        focus: true
        onOpened: {
            root.label = root.explore.labels[0];
            root.explore.loadLabelValues(root.label);
            value.text = "";
            value.forceActiveFocus();
        }

        background: Panel {
        }

        contentItem: ColumnLayout {
            spacing: 6

            RowLayout {
                spacing: 6

                ChoiceButton {
                    Layout.fillWidth: true
                    text: root.label
                    detail: "▾"
                    choices: root.explore.labels
                    onChosen: index => {
                        root.label = root.explore.labels[index];
                        root.explore.loadLabelValues(root.label);
                    }
                }

                ChoiceButton {
                    text: root.comparison
                    detail: "▾"
                    choices: ["=", "!=", "=~", "!~"]
                    onChosen: index => root.comparison = choices[index]
                }
            }

            SearchField {
                id: value

                Layout.fillWidth: true
                hint: qsTr("Value, Enter adds it")
                onAccepted: root.add(text)
            }

            ListView {
                id: values

                Layout.fillWidth: true
                Layout.fillHeight: true
                clip: true
                model: root.explore.labelValues.filter(entry => entry.toLowerCase().includes(value.text.toLowerCase()))
                boundsBehavior: Flickable.StopAtBounds

                ScrollBar.vertical: ScrollBar {
                }

                delegate: AppButton {
                    required property string modelData

                    width: values.width
                    implicitHeight: 26
                    isFlat: true
                    text: modelData === "" ? qsTr("(none)") : modelData
                    onClicked: root.add(modelData)
                }
            }
        }
    }
}
