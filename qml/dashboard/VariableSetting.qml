// One variable of the dashboard that is edited.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

ColumnLayout {
    id: root

    required property int index
    required property DashboardEditor editor

    readonly property var variable: editor.variables[index] ?? ({})
    readonly property string kind: variable.kind ?? "label"
    readonly property bool isLabel: kind === "label"
    readonly property var kinds: ["label", "query", "custom", "constant", "interval", "text"]
    readonly property var words: [qsTr("Values of a label"), qsTr("Result of a query"), qsTr("A list"), qsTr("One value"), qsTr("Durations"), qsTr("Typed")]

    component Setting: EditField {
        required property string field

        Layout.fillWidth: true
        isPatient: true
        value: root.variable[field] ?? ""
        onEdited: text => root.editor.changeVariable(root.index, field, text)
    }

    spacing: 4

    RowLayout {
        spacing: 6

        AppText {
            text: "$"
            color: Theme.muted
            font.family: Theme.mono
        }

        Setting {
            field: "name"
            hint: qsTr("name")
            isCode: true
        }

        ChoiceButton {
            Layout.preferredWidth: 140
            caption: qsTr("Kind")
            current: root.kinds.indexOf(root.kind)
            text: root.words[current] ?? ""
            choices: root.words
            onChosen: index => root.editor.changeVariable(root.index, "kind", root.kinds[index])
        }

        AppButton {
            implicitHeight: Theme.controlInPanel
            implicitWidth: Theme.controlInPanel
            padding: 3
            isFlat: true
            iconName: "close"
            tip: qsTr("Remove the variable %1").arg(root.variable.name ?? "")
            onClicked: root.editor.removeVariable(root.index)
        }
    }

    Setting {
        visible: root.isLabel
        field: "label"
        hint: qsTr("label: service")
        isCode: true
    }

    Setting {
        visible: root.isLabel || root.kind === "query"
        field: "query"
        hint: root.isLabel ? qsTr("of which series: up{job=\"api\"}, or all") : qsTr("PromQL")
        isCode: true
    }

    Setting {
        visible: !root.isLabel && root.kind !== "query"
        field: "options"
        hint: qsTr("values, with commas between them")
    }

    RowLayout {
        visible: root.kind !== "constant" && root.kind !== "text"
        spacing: 6

        AppButton {
            implicitHeight: Theme.controlInPanel
            text: qsTr("Several")
            tip: qsTr("More than one value at once")
            isSelected: root.variable.multi === "true"
            onClicked: root.editor.changeVariable(root.index, "multi", isSelected ? "false" : "true")
        }

        AppButton {
            implicitHeight: Theme.controlInPanel
            text: qsTr("All")
            tip: qsTr("Offer all values as one choice")
            isSelected: root.variable.all === "true"
            onClicked: root.editor.changeVariable(root.index, "all", isSelected ? "false" : "true")
        }

        Setting {
            field: "title"
            hint: qsTr("shown as")
        }
    }
}
