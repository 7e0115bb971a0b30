// What can be made of a chart: files, copies, a window.

import QtQuick
import QtQuick.Controls.Basic
import TinyObs
import TinyObs.Ui

AppButton {
    id: root

    required property ChartModel model
    required property Workbench workbench

    readonly property var entries: [
        {
            "text": qsTr("Copy as picture"),
            "run": () => root.workbench.exporter.copy(root.model, "picture", Theme.plotColors)
        },
        {
            "text": qsTr("Copy figures as Markdown"),
            "run": () => root.workbench.exporter.copy(root.model, "markdown", Theme.plotColors)
        },
        {
            "text": qsTr("Copy PromQL"),
            "run": () => root.workbench.exporter.copy(root.model, "promql", Theme.plotColors)
        },
        {
            "text": qsTr("Save as PNG"),
            "run": () => root.workbench.exporter.save(root.model, "png", Theme.plotColors)
        },
        {
            "text": qsTr("Save as SVG"),
            "run": () => root.workbench.exporter.save(root.model, "svg", Theme.plotColors)
        },
        {
            "text": qsTr("Save as CSV (%1)").arg(root.workbench.range.zoneName),
            "run": () => root.workbench.exporter.save(root.model, "csv", Theme.plotColors)
        },
        {
            "text": qsTr("Save as report (HTML)"),
            "run": () => root.workbench.exporter.save(root.model, "html", Theme.plotColors)
        },
        {
            "text": qsTr("Open in a window of its own"),
            "run": () => root.workbench.detach(root.model)
        },
        {
            "text": qsTr("Add to dashboard"),
            "run": () => root.workbench.dashboardRequested(root.model)
        }
    ]

    implicitHeight: Theme.controlInPanel
    isFlat: true
    iconName: "more"
    tip: popup.visible ? "" : qsTr("Export and more")
    Accessible.name: qsTr("Export and more of %1").arg(model.title)
    onClicked: popup.visible ? popup.close() : popup.open()

    Popup {
        id: popup

        x: root.width - width
        y: root.height + 4
        width: 240
        padding: 4
        closePolicy: Popup.CloseOnEscape | Popup.CloseOnPressOutsideParent

        background: Panel {
        }

        contentItem: Column {
            Repeater {
                model: root.entries

                AppButton {
                    required property var modelData

                    width: parent ? parent.width : 0
                    implicitHeight: 28
                    isFlat: true
                    isWide: true
                    text: modelData.text
                    onClicked: {
                        popup.close();
                        modelData.run();
                    }
                }
            }
        }
    }
}
