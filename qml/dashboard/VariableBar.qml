// The variables of a dashboard, side by side.

import QtQuick
import TinyObs
import TinyObs.Ui

Flow {
    id: root

    required property DashboardModel dashboard

    spacing: 16

    Repeater {
        model: root.dashboard.variables

        VariablePicker {
            dashboard: root.dashboard
        }
    }
}
