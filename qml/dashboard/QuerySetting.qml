// One query of the panel that is edited.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

ColumnLayout {
    id: root

    required property int index
    required property PanelEditor editor

    readonly property var query: editor.queries[index] ?? ({
            "letter": "",
            "expr": "",
            "legend": "",
            "hidden": false
        })

    spacing: 4

    RowLayout {
        spacing: 6

        AppButton {
            Layout.alignment: Qt.AlignTop
            implicitHeight: Theme.controlInPanel
            implicitWidth: Theme.controlInPanel
            padding: 0
            text: root.query.letter
            isSelected: !root.query.hidden
            tip: root.query.hidden ? qsTr("Show query %1").arg(text) : qsTr("Hide query %1").arg(text)
            Accessible.name: tip
            onClicked: root.editor.toggleQuery(root.index)
        }

        EditArea {
            objectName: "queryExpr" + root.index
            Layout.fillWidth: true
            hint: qsTr("PromQL; $name stands for a variable")
            isCode: true
            value: root.query.expr
            onEdited: text => root.editor.changeQuery(root.index, "expr", text)
        }

        AppButton {
            Layout.alignment: Qt.AlignTop
            implicitHeight: Theme.controlInPanel
            implicitWidth: Theme.controlInPanel
            padding: 3
            isFlat: true
            iconName: "close"
            tip: qsTr("Remove query %1").arg(root.query.letter)
            onClicked: root.editor.removeQuery(root.index)
        }
    }

    EditField {
        Layout.fillWidth: true
        Layout.leftMargin: Theme.controlInPanel + 6
        Layout.rightMargin: Theme.controlInPanel + 6
        hint: qsTr("Names of lines: {{label}}")
        value: root.query.legend
        onEdited: text => root.editor.changeQuery(root.index, "legend", text)
    }
}
