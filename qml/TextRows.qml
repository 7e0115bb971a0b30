// A table of text with a head: columns of fixed widths, one of them (width 0) taking what is left.
// Its height is given from outside; what does not fit is reached by scrolling.

import QtQuick
import QtQuick.Controls.Basic
import TinyObs.Ui

Item {
    id: root

    required property TextTable table
    /// {title, width, isNumber} of each.
    required property var columns
    property string emptyText

    readonly property int space: 12

    function widthOf(column: int): real {
        if (columns[column].width > 0)
            return columns[column].width;
        let rest = width - space * (columns.length - 1);
        for (const each of columns)
            rest -= each.width;
        return Math.max(40, rest);
    }

    Row {
        id: head

        height: 24
        spacing: root.space

        Repeater {
            model: root.columns.length

            AppText {
                required property int index

                width: root.widthOf(index)
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                horizontalAlignment: root.columns[index].isNumber ? Text.AlignRight : Text.AlignLeft
                text: root.columns[index].title
                color: Theme.muted
                font.pixelSize: Theme.secondarySize
            }
        }
    }

    ListView {
        id: list

        anchors.top: head.bottom
        anchors.bottom: parent.bottom
        width: root.width
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.table

        ScrollBar.vertical: ScrollBar {
        }

        delegate: Row {
            id: row

            required property var cells

            height: 26
            spacing: root.space

            Repeater {
                model: root.columns.length

                TableCell {
                    required property int index

                    width: root.widthOf(index)
                    height: row.height
                    text: row.cells[index] ?? ""
                    isNumber: root.columns[index].isNumber ?? false
                    color: (root.columns[index].isWarning ?? false) && row.cells[index] !== "0" ? Theme.warn : Theme.text
                }
            }
        }
    }

    AppText {
        anchors.top: head.bottom
        width: parent.width
        height: 26
        verticalAlignment: Text.AlignVCenter
        visible: root.table.count === 0
        text: root.emptyText
        color: Theme.muted
    }
}
