// The explorer's list of services and metrics with its search.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

Panel {
    id: root

    required property ExploreModel explore

    function focusSearch() {
        search.forceActiveFocus();
        search.selectAll();
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 10
        spacing: 6

        SearchField {
            id: search

            Layout.fillWidth: true
            hint: qsTr("Search metrics")
            onTextChanged: root.explore.tree.pattern = text
            Keys.onEscapePressed: text = ""
            Keys.onDownPressed: list.forceActiveFocus()
            onAccepted: list.openFirst()
        }

        ListView {
            id: list

            function openFirst() {
                const row = itemAtIndex(1) as MetricRow;
                if (row)
                    row.clicked();
            }

            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            model: root.explore.tree
            boundsBehavior: Flickable.StopAtBounds
            reuseItems: true
            keyNavigationEnabled: true
            Accessible.role: Accessible.Tree
            Accessible.name: qsTr("Metrics")
            Keys.onReturnPressed: (currentItem as MetricRow)?.clicked()

            ScrollBar.vertical: ScrollBar {
            }

            delegate: MetricRow {
                width: list.width
                explore: root.explore
            }
        }

        LabelsPane {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.maximumHeight: root.height * 0.4
            visible: root.explore.hasMetric && root.explore.labels.length > 0
            explore: root.explore
        }

        AppText {
            Layout.fillWidth: true
            visible: list.count === 0 && search.text !== ""
            wrapMode: Text.Wrap
            color: Theme.muted
            text: qsTr("No metric matches \"%1\"").arg(search.text)
        }
    }
}
