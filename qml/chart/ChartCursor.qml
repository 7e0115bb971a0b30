pragma Singleton

// The point in time under the pointer, shared by all charts, and the two marks between which
// differences are taken.

import QtQuick

QtObject {
    id: root

    property bool active: false
    property double timeMs: 0
    /// The chart under the pointer: it alone shows the tooltip.
    property Item owner: null
    /// 0: nothing, 1: a line, 2: line and tooltip.
    property int mode: 2
    /// {name: "A" or "B", timeMs}
    property var marks: []

    readonly property bool hasBoth: marks.length === 2

    /// Puts a mark where the pointer is; where there is one already, takes it away.
    function toggleMark(name: string) {
        const others = marks.filter(mark => mark.name !== name);
        const old = marks.find(mark => mark.name === name);
        if (active && (!old || Math.abs(old.timeMs - timeMs) > 1))
            others.push({
                "name": name,
                "timeMs": timeMs
            });
        marks = others.sort((a, b) => a.name < b.name ? -1 : 1);
    }

    function clearMarks() {
        marks = [];
    }

    function nextMode() {
        mode = (mode + 2) % 3;
    }
}
