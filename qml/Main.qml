// The window: rail, top bar, the pages, status bar.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import TinyObs.Ui

ApplicationWindow {
    id: window

    required property Workbench workbench

    function search() {
        workbench.page = "explore";
        explorePage.focusSearch();
    }

    width: workbench.remembered("width", 1280)
    height: workbench.remembered("height", 800)
    minimumWidth: 860
    minimumHeight: 560
    visible: true
    title: workbench.serverProblem === "" ? qsTr("TinyObs – listening on %1").arg(workbench.address) : qsTr("TinyObs – not listening")
    color: Theme.bg
    font.family: Theme.sans
    font.pixelSize: Theme.bodySize
    onClosing: {
        if (visibility !== Window.Windowed)
            return;
        workbench.remember("width", width);
        workbench.remember("height", height);
    }

    Binding {
        target: Theme
        property: "dark"
        value: window.workbench.dark
    }

    Shortcuts {
        actions: window.workbench.actions
    }

    CommandPalette {
        id: palette

        model: window.workbench.palette
    }

    KeySheet {
        id: keySheet

        actions: window.workbench.actions
    }

    Connections {
        target: window.workbench.actions

        function onTriggered(id: string) {
            const steps = {
                "palette": () => palette.open(),
                "help": () => keySheet.open(),
                "search": () => window.search(),
                "range-choose": () => topBar.openRange(),
                "crosshair": () => ChartCursor.nextMode(),
                "mark-a": () => ChartCursor.toggleMark("A"),
                "mark-b": () => ChartCursor.toggleMark("B"),
                "marks-clear": () => ChartCursor.clearMarks(),
                "window-chart": () => window.workbench.page === "dashboards" ? dashboardsPage.toggleFull() : window.workbench.detach(window.workbench.explore.chart),
                "fullscreen": () => window.visibility = window.visibility === Window.FullScreen ? Window.Windowed : Window.FullScreen,
                "quit": () => Qt.quit()
            };
            if (steps[id])
                steps[id]();
        }
    }

    Connections {
        target: window.workbench.exporter

        function onDone(text: string, path: string) {
            notice.show(text, path === "" ? "" : qsTr("Show folder"), false);
        }

        function onFailed(text: string) {
            notice.show(text, "", true);
        }
    }

    Connections {
        target: window.workbench.storage

        function onDone(text: string, isProblem: bool) {
            notice.show(text, "", isProblem);
        }
    }

    Notice {
        id: notice

        objectName: "notice"
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.statusBar + 16
        anchors.horizontalCenter: parent.horizontalCenter
        onActed: window.workbench.exporter.showFolder()
    }

    Component {
        id: chartWindow

        ChartWindow {
        }
    }

    Connections {
        target: window.workbench

        function onChartDetached(chart: ChartModel) {
            chartWindow.createObject(null, {
                "model": chart,
                "range": window.workbench.range
            });
        }
    }

    RowLayout {
        anchors.fill: parent
        spacing: 0

        Rail {
            Layout.preferredWidth: Theme.rail
            Layout.fillHeight: true
            workbench: window.workbench
        }

        ColumnLayout {
            spacing: 0

            TopBar {
                id: topBar

                Layout.fillWidth: true
                Layout.preferredHeight: Theme.topBar
                workbench: window.workbench
                onSearchRequested: palette.open()
            }

            ServerBanner {
                Layout.fillWidth: true
                workbench: window.workbench
            }

            StackLayout {
                currentIndex: ["overview", "explore", "dashboards", "ingest", "storage"].indexOf(window.workbench.page)

                OverviewPage {
                    objectName: "overviewPage"
                    workbench: window.workbench
                    isShown: window.workbench.page === "overview"
                }

                ExplorePage {
                    id: explorePage

                    objectName: "explorePage"
                    workbench: window.workbench
                    isShown: window.workbench.page === "explore"
                }

                DashboardsPage {
                    id: dashboardsPage

                    objectName: "dashboardsPage"
                    workbench: window.workbench
                    isShown: window.workbench.page === "dashboards"
                }

                IngestPage {
                    objectName: "ingestPage"
                    workbench: window.workbench
                }

                StoragePage {
                    objectName: "storagePage"
                    workbench: window.workbench
                }
            }

            StatusBar {
                Layout.fillWidth: true
                Layout.preferredHeight: Theme.statusBar
                workbench: window.workbench
            }
        }
    }
}
