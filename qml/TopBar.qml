// Title of the page, search, range, live state.

import QtQuick
import QtQuick.Layouts
import TinyObs.Ui

Rectangle {
    id: root

    required property Workbench workbench

    readonly property TimeRange range: workbench.range

    signal searchRequested

    function openRange() {
        rangeButton.clicked();
    }

    color: Theme.panel

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.pagePadding
        anchors.rightMargin: Theme.pagePadding
        spacing: 8

        AppText {
            text: ({
                    "overview": qsTr("Overview"),
                    "explore": qsTr("Explore"),
                    "dashboards": qsTr("Dashboards"),
                    "ingest": qsTr("Ingest"),
                    "storage": qsTr("Storage")
                })[root.workbench.page]
            font.pixelSize: Theme.pageTitleSize
            font.weight: Font.DemiBold
        }

        AppButton {
            Layout.leftMargin: 12
            Layout.preferredWidth: 300
            iconName: "search"
            text: qsTr("Find metrics, services, actions")
            ink: Theme.muted
            detail: "Ctrl K"
            isWide: true
            onClicked: root.searchRequested()
        }

        Item {
            Layout.fillWidth: true
        }

        AppButton {
            iconName: "back"
            isFlat: true
            enabled: root.range.canGoBack
            tip: qsTr("Back to the range before (Alt+Left)")
            onClicked: root.range.goBack()
        }

        AppButton {
            iconName: "forward"
            isFlat: true
            enabled: root.range.canGoForward
            tip: qsTr("Forward again (Alt+Right)")
            onClicked: root.range.goForward()
        }

        AppButton {
            iconName: "left"
            isFlat: true
            tip: qsTr("Earlier (t Left)")
            onClicked: root.range.shift(-1)
        }

        TimeRangeButton {
            id: rangeButton

            range: root.range
        }

        AppButton {
            iconName: "right"
            isFlat: true
            enabled: !root.range.live
            tip: qsTr("Later (t Right)")
            onClicked: root.range.shift(1)
        }

        AppButton {
            iconName: "out"
            isFlat: true
            enabled: root.range.canZoomOut
            tip: qsTr("Zoom out (t z)")
            onClicked: root.range.zoomOut()
        }

        AppButton {
            iconName: "refresh"
            isFlat: true
            tip: qsTr("Refresh (r)")
            onClicked: root.workbench.refreshAll()
        }

        AppButton {
            id: live

            text: "●  " + (root.range.live ? qsTr("Live") : qsTr("Paused"))
            ink: root.range.live ? Theme.ok : Theme.muted
            tip: root.range.live ? qsTr("Pause (l)") : qsTr("Go live (l)")
            onClicked: root.range.toggleLive()
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }
}
