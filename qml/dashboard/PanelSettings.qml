// Everything about the panel that is edited. What is changed shows at once.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

Panel {
    id: root

    required property PanelEditor editor

    readonly property var fields: editor.isActive ? editor.fields : ({})
    readonly property string kind: fields.kind ?? ""
    readonly property bool isRow: kind === "row"
    readonly property bool isText: kind === "text"
    readonly property bool isChart: kind === "timeseries"
    readonly property bool hasQueries: !isRow && !isText
    readonly property bool hasNumber: ["stat", "gauge", "bar", "table"].indexOf(kind) >= 0

    /// A word of the file in words for people.
    function words(field: string): list<string> {
        const all = {
            "kind": [qsTr("Time series"), qsTr("One number"), qsTr("Gauge"), qsTr("Bars"), qsTr("Table"), qsTr("Heatmap"), qsTr("States over time"), qsTr("Text"), qsTr("Row")],
            "drawing": [qsTr("Lines"), qsTr("Areas"), qsTr("Stacked"), qsTr("Bars"), qsTr("Points")],
            "scale": [qsTr("What is there"), qsTr("From zero"), qsTr("Logarithmic")],
            "reduce": [qsTr("Last"), qsTr("First"), qsTr("Mean"), qsTr("Lowest"), qsTr("Highest"), qsTr("Sum"), qsTr("Count")]
        };
        return all[field];
    }

    component Choice: ChoiceButton {
        required property string field

        readonly property var known: root.editor.choicesOf(field)

        Layout.fillWidth: true
        caption: field
        current: known.indexOf(root.fields[field] ?? "")
        text: current >= 0 ? root.words(field)[current] : ""
        choices: root.words(field)
        onChosen: index => root.editor.change(field, known[index])
    }

    component Setting: EditField {
        required property string field

        objectName: field + "Field"
        Layout.fillWidth: true
        value: root.fields[field] ?? ""
        onEdited: text => root.editor.change(field, text)
    }

    ScrollView {
        id: scroll

        anchors.fill: parent
        anchors.margins: 1
        contentWidth: availableWidth
        clip: true

        ColumnLayout {
            x: Theme.panelPadding
            width: scroll.availableWidth - 2 * Theme.panelPadding
            spacing: 8

            RowLayout {
                Layout.topMargin: 10

                AppText {
                    Layout.fillWidth: true
                    text: root.isRow ? qsTr("Row") : qsTr("Panel")
                    font.weight: Font.DemiBold
                    Accessible.role: Accessible.Heading
                    Accessible.name: text
                }

                AppButton {
                    implicitHeight: Theme.controlInPanel
                    implicitWidth: Theme.controlInPanel
                    padding: 3
                    isFlat: true
                    iconName: "close"
                    tip: qsTr("Close (Esc)")
                    onClicked: root.editor.select(-1)
                }
            }

            SettingRow {
                caption: qsTr("Title")

                Setting {
                    field: "title"
                    hint: qsTr("Title")
                }
            }

            SettingRow {
                visible: !root.isRow
                caption: qsTr("Shows")

                Choice {
                    field: "kind"
                }
            }

            EditArea {
                Layout.fillWidth: true
                visible: root.isText
                implicitHeight: 220
                hint: qsTr("Markdown")
                value: root.fields.text ?? ""
                onEdited: text => root.editor.change("text", text)
            }

            AppText {
                Layout.topMargin: 6
                visible: root.hasQueries
                text: qsTr("Queries")
                font.weight: Font.DemiBold
            }

            Repeater {
                model: root.hasQueries ? root.editor.queries.length : 0

                QuerySetting {
                    Layout.fillWidth: true
                    editor: root.editor
                }
            }

            AppButton {
                visible: root.hasQueries
                implicitHeight: Theme.controlInPanel
                text: qsTr("Add a query")
                onClicked: root.editor.addQuery()
            }

            AppText {
                Layout.topMargin: 6
                visible: root.hasQueries
                text: qsTr("Values")
                font.weight: Font.DemiBold
            }

            SettingRow {
                visible: root.hasQueries
                caption: qsTr("Unit")

                Setting {
                    field: "unit"
                    hint: qsTr("guessed")
                }

                ChoiceButton {
                    caption: qsTr("Unit")
                    text: ""
                    choices: root.editor.units.map(unit => unit === "" ? qsTr("guessed") : unit)
                    onChosen: index => root.editor.change("unit", root.editor.units[index])
                }
            }

            SettingRow {
                visible: root.hasNumber
                caption: qsTr("Number")

                Choice {
                    field: "reduce"
                }
            }

            SettingRow {
                visible: root.hasNumber || root.kind === "statetimeline"
                caption: qsTr("Decimals")

                Setting {
                    field: "decimals"
                    hint: qsTr("as many as are useful")
                }
            }

            SettingRow {
                visible: root.hasQueries && root.kind !== "table" && root.kind !== "stat"
                caption: qsTr("From, to")

                Setting {
                    field: "min"
                    hint: qsTr("lowest")
                }

                Setting {
                    field: "max"
                    hint: qsTr("highest")
                }
            }

            SettingRow {
                visible: root.isChart
                caption: qsTr("Drawn as")

                Choice {
                    field: "drawing"
                }
            }

            SettingRow {
                visible: root.isChart
                caption: qsTr("Axis")

                Choice {
                    field: "scale"
                }
            }

            AppText {
                Layout.topMargin: 6
                visible: root.hasQueries
                text: qsTr("Thresholds")
                font.weight: Font.DemiBold
            }

            Repeater {
                model: root.hasQueries ? root.editor.thresholds.length : 0

                ThresholdSetting {
                    Layout.fillWidth: true
                    editor: root.editor
                }
            }

            AppButton {
                visible: root.hasQueries
                implicitHeight: Theme.controlInPanel
                text: qsTr("Add a threshold")
                onClicked: root.editor.addThreshold()
            }

            AppText {
                Layout.topMargin: 6
                text: qsTr("More")
                font.weight: Font.DemiBold
            }

            SettingRow {
                caption: qsTr("Repeat for")

                Setting {
                    field: "repeat"
                    hint: qsTr("name of a variable")
                }
            }

            EditArea {
                Layout.fillWidth: true
                Layout.bottomMargin: Theme.panelPadding
                visible: !root.isRow
                hint: qsTr("Description, shown at the title")
                value: root.fields.description ?? ""
                onEdited: text => root.editor.change("description", text)
            }
        }
    }
}
