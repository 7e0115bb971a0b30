// The open dashboard's name and what can be done with it.

import QtQuick
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

RowLayout {
    id: root

    required property DashboardsModel dashboards
    required property Workbench workbench

    readonly property DashboardModel dashboard: dashboards.current

    spacing: 8

    AppButton {
        isFlat: true
        iconName: "left"
        tip: qsTr("All dashboards (Esc)")
        onClicked: root.dashboards.close()
    }

    EditField {
        id: name

        Layout.preferredWidth: 280
        visible: root.dashboard.isEditing
        hint: qsTr("Title of the dashboard")
        value: root.dashboard.title
        font.pixelSize: Theme.pageTitleSize
        implicitHeight: Theme.control
        // Its file gets the name that goes with it: only when it is meant.
        isPatient: true
        onEdited: text => root.dashboards.rename(text)
    }

    AppText {
        visible: !root.dashboard.isEditing
        text: root.dashboard.title
        font.pixelSize: Theme.pageTitleSize
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }

    AppText {
        Layout.fillWidth: true
        text: root.dashboard.originText !== "" ? root.dashboard.originText : root.dashboard.saveText
        color: Theme.muted
        font.pixelSize: Theme.secondarySize
    }

    AppButton {
        visible: root.dashboard.isEditing
        isFlat: true
        iconName: "back"
        enabled: root.dashboard.canUndo
        tip: root.dashboard.canUndo ? qsTr("Undo: %1 (Ctrl+Z)").arg(root.dashboard.undoText) : qsTr("Nothing to undo")
        onClicked: root.dashboard.undo()
    }

    AppButton {
        visible: root.dashboard.isEditing
        isFlat: true
        iconName: "forward"
        enabled: root.dashboard.canRedo
        tip: root.dashboard.canRedo ? qsTr("Redo: %1 (Ctrl+Shift+Z)").arg(root.dashboard.redoText) : qsTr("Nothing to redo")
        onClicked: root.dashboard.redo()
    }

    ChoiceButton {
        visible: root.dashboard.isEditing
        implicitHeight: Theme.control
        text: qsTr("Add")
        caption: qsTr("Add a panel")
        choices: [qsTr("Time series"), qsTr("One number"), qsTr("Gauge"), qsTr("Bars"), qsTr("Table"), qsTr("Heatmap"), qsTr("States over time"), qsTr("Text"), qsTr("Row")]
        onChosen: index => root.dashboard.editor.add(root.dashboard.editor.choicesOf("kind")[index])
    }

    AppButton {
        text: qsTr("Copy JSON")
        tip: qsTr("The file of this dashboard, to the clipboard")
        onClicked: root.workbench.copyText(root.dashboard.json())
    }

    AppButton {
        text: qsTr("Make a copy")
        tip: root.dashboard.isReadOnly ? qsTr("A copy of your own, to be changed") : qsTr("Another one like it")
        onClicked: root.dashboards.copy()
    }

    AppButton {
        visible: !root.dashboard.isReadOnly
        text: qsTr("Delete")
        onClicked: root.dashboards.remove(root.dashboard.name)
    }

    AppButton {
        visible: !root.dashboard.isReadOnly
        text: root.dashboard.isEditing ? qsTr("Done") : qsTr("Edit")
        isSelected: root.dashboard.isEditing
        tip: root.dashboard.isEditing ? qsTr("Everything is saved already") : qsTr("Move, size and change panels")
        onClicked: root.dashboard.isEditing = !root.dashboard.isEditing
    }
}
