// A row for each line, by the labels in which they differ.

import QtQuick
import TinyObs
import TinyObs.Ui

TextRows {
    id: root

    required property PanelModel panel

    readonly property int labels: Math.max(1, panel.tableTitles.length - 1)

    table: panel.table
    columns: panel.tableTitles.map((title, i) => ({
                "title": title,
                "width": i === labels ? 90 : i === 0 ? 0 : Math.min(180, (width - 90) / (labels + 1)),
                "isNumber": i === labels
            }))
}
