pragma Singleton

// The point in time under the pointer, shared by all charts.

import QtQuick

QtObject {
    property bool active: false
    property double timeMs: 0
    /// The chart under the pointer: it alone shows the tooltip.
    property Item owner: null
}
