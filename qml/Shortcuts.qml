// The keys of the window. Letters reach no shortcut while a text field has the focus: it takes them.

import QtQuick
import TinyObs
import TinyObs.Ui

Item {
    id: root

    required property Workbench workbench

    signal searchRequested
    signal rangeRequested

    Shortcut {
        sequences: ["Ctrl+K", "/"]
        onActivated: root.searchRequested()
    }

    Shortcut {
        sequence: "G,H"
        onActivated: root.workbench.page = "overview"
    }

    Shortcut {
        sequence: "G,E"
        onActivated: root.workbench.page = "explore"
    }

    Shortcut {
        sequence: "G,I"
        onActivated: root.workbench.page = "ingest"
    }

    Shortcut {
        sequence: "G,S"
        onActivated: root.workbench.page = "storage"
    }

    Shortcut {
        sequence: "L"
        onActivated: root.workbench.range.toggleLive()
    }

    Shortcut {
        sequences: ["R", "F5"]
        onActivated: root.workbench.refreshAll()
    }

    Shortcut {
        sequence: "T,Z"
        onActivated: root.workbench.range.zoomOut()
    }

    Shortcut {
        sequence: "T,Left"
        onActivated: root.workbench.range.shift(-1)
    }

    Shortcut {
        sequence: "T,Right"
        onActivated: root.workbench.range.shift(1)
    }

    Shortcut {
        sequence: "T,R"
        onActivated: root.rangeRequested()
    }

    Shortcut {
        sequence: "Alt+Left"
        onActivated: root.workbench.range.goBack()
    }

    Shortcut {
        sequence: "Alt+Right"
        onActivated: root.workbench.range.goForward()
    }

    Shortcut {
        sequence: "D,O"
        onActivated: ChartCursor.nextMode()
    }

    Shortcut {
        sequence: "A"
        onActivated: ChartCursor.toggleMark("A")
    }

    Shortcut {
        sequence: "B"
        onActivated: ChartCursor.toggleMark("B")
    }

    Shortcut {
        sequences: [StandardKey.Quit]
        onActivated: Qt.quit()
    }
}
