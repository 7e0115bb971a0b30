pragma Singleton

// The design tokens, the same as resources/tokens.json: a test holds one against the other.

import QtQuick

QtObject {
    property bool dark: false

    readonly property color bg: dark ? "#0d1015" : "#f5f6f8"
    readonly property color panel: dark ? "#151a21" : "#ffffff"
    readonly property color line: dark ? "#262d38" : "#e2e5ea"
    readonly property color grid: dark ? "#1f252e" : "#eceef2"
    readonly property color text: dark ? "#e6eaf0" : "#171c24"
    readonly property color muted: dark ? "#9ba6b5" : "#596373"
    readonly property color faint: dark ? "#8491a1" : "#697281"
    readonly property color accent: dark ? "#62a8ff" : "#0b62c4"
    readonly property color accentBackground: dark ? "#17273d" : "#e7f0fb"
    readonly property color selection: dark ? "#1c2531" : "#eef3fa"
    readonly property color ok: dark ? "#35c48d" : "#0a7f52"
    readonly property color warn: dark ? "#f0b03f" : "#a86200"
    readonly property color bad: dark ? "#ff7a66" : "#c0341d"
    readonly property list<color> seriesLight: ["#0072b2", "#d55e00", "#00885f", "#b5578f", "#b97f00", "#2b8fc9", "#7a5195", "#555e6b"]
    readonly property list<color> seriesDark: ["#58a9e6", "#f48a54", "#35c79a", "#e59ac8", "#f0b84a", "#8fd0f6", "#b592e0", "#aab3bf"]

    readonly property string sans: firstInstalled(["Inter", "Inter Variable"])
    readonly property string mono: firstInstalled(["JetBrains Mono", "DejaVu Sans Mono"])

    readonly property int axisSize: 11
    readonly property int secondarySize: 12
    readonly property real codeSize: 12.5
    readonly property int bodySize: 13
    readonly property int titleSize: 13
    readonly property int pageTitleSize: 15
    readonly property int bigSize: 22

    readonly property int unit: 4
    readonly property int pagePadding: 16
    readonly property int gap: 12
    readonly property int panelPadding: 14
    readonly property int panelRadius: 8
    readonly property int controlRadius: 6
    readonly property int rail: 56
    readonly property int topBar: 48
    readonly property int statusBar: 28
    readonly property int control: 30
    readonly property int controlInPanel: 26
    readonly property int icon: 20
    readonly property real iconStroke: 1.6
    readonly property real lineWidth: 1.5
    readonly property real areaOpacity: 0.14
    readonly property real selectionOpacity: 0.1
    readonly property int fadeMs: 120

    /// For what is painted in C++.
    readonly property var plotColors: ({
            "series": dark ? seriesDark : seriesLight,
            "ground": panel,
            "text": text,
            "muted": muted,
            "faint": faint,
            "grid": grid,
            "ok": ok,
            "warn": warn,
            "bad": bad,
            "isDark": dark
        })

    function series(index: int): color {
        return index < 0 ? muted : dark ? seriesDark[index % 8] : seriesLight[index % 8];
    }

    function firstInstalled(names: list<string>): string {
        const installed = Qt.fontFamilies();
        for (const name of names) {
            if (installed.indexOf(name) >= 0)
                return name;
        }
        return Qt.application.font.family;
    }
}
