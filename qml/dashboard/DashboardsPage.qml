// The list of dashboards, or the one that is open.

import QtQuick
import TinyObs
import TinyObs.Ui

Item {
    id: root

    required property Workbench workbench
    required property bool isShown

    readonly property DashboardsModel dashboards: workbench.dashboards

    function toggleFull() {
        (view.item as DashboardView)?.toggleFull();
    }

    onIsShownChanged: {
        if (isShown)
            dashboards.reload();
    }
    Component.onCompleted: dashboards.reload()

    DashboardOverview {
        anchors.fill: parent
        visible: !root.dashboards.current.isOpen
        dashboards: root.dashboards
    }

    Loader {
        id: view

        anchors.fill: parent
        active: root.dashboards.current.isOpen
        sourceComponent: DashboardView {
            dashboards: root.dashboards
            workbench: root.workbench
            isShown: root.isShown
        }
    }
}
