// The range as a button; it opens typed ends, presets, and the zone.

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import TinyObs
import TinyObs.Ui

AppButton {
    id: root

    required property TimeRange range

    iconName: "clock"
    text: range.label
    detail: range.zoneName
    tip: popup.visible ? "" : qsTr("Choose a range (t r)")
    Accessible.name: qsTr("Range: %1").arg(range.label)
    onClicked: popup.visible ? popup.close() : popup.open()

    component Ends: TextField {
        id: field

        implicitHeight: Theme.control
        color: Theme.text
        selectionColor: Theme.accent
        selectedTextColor: Theme.panel
        font.family: Theme.mono
        font.pixelSize: Theme.codeSize
        selectByMouse: true
        maximumLength: 64
        leftPadding: 8
        background: Rectangle {
            radius: Theme.controlRadius
            color: Theme.panel
            border.width: field.activeFocus ? 2 : 1
            border.color: field.activeFocus ? Theme.accent : Theme.line
        }
    }

    Popup {
        id: popup

        property string problem

        function apply() {
            problem = root.range.setTyped(from.text, to.text);
            if (problem === "")
                close();
        }

        x: root.width - width
        y: root.height + 4
        width: 520
        padding: Theme.panelPadding
        closePolicy: Popup.CloseOnEscape | Popup.CloseOnPressOutsideParent
        onAboutToShow: {
            problem = "";
            from.text = root.range.fromText();
            to.text = root.range.toText();
            zone.text = root.range.zoneId;
            from.forceActiveFocus();
            from.selectAll();
        }

        background: Panel {
        }

        contentItem: RowLayout {
            spacing: 20

            ColumnLayout {
                Layout.alignment: Qt.AlignTop
                Layout.preferredWidth: 270
                spacing: 8

                AppText {
                    text: qsTr("From")
                    color: Theme.muted
                    font.pixelSize: Theme.secondarySize
                }

                Ends {
                    id: from

                    objectName: "rangeFrom"
                    Layout.fillWidth: true
                    Accessible.name: qsTr("From")
                    onAccepted: popup.apply()
                }

                AppText {
                    text: qsTr("To")
                    color: Theme.muted
                    font.pixelSize: Theme.secondarySize
                }

                Ends {
                    id: to

                    objectName: "rangeTo"
                    Layout.fillWidth: true
                    Accessible.name: qsTr("To")
                    onAccepted: popup.apply()
                }

                AppText {
                    Layout.fillWidth: true
                    visible: popup.problem !== ""
                    text: popup.problem
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                    color: Theme.bad
                    font.pixelSize: Theme.secondarySize
                }

                AppButton {
                    Layout.fillWidth: true
                    text: qsTr("Apply")
                    onClicked: popup.apply()
                }

                AppText {
                    Layout.topMargin: 8
                    text: qsTr("Time zone (empty: this machine's)")
                    color: Theme.muted
                    font.pixelSize: Theme.secondarySize
                }

                Ends {
                    id: zone

                    objectName: "rangeZone"
                    Layout.fillWidth: true
                    Accessible.name: qsTr("Time zone")
                    placeholderText: root.range.zoneName
                    placeholderTextColor: Theme.faint
                    onAccepted: {
                        root.range.zoneId = text.trim();
                        popup.problem = root.range.zoneId === text.trim() ? "" : qsTr("'%1' is no time zone: try UTC or Europe/Berlin").arg(text.trim());
                    }
                }

                AppText {
                    Layout.fillWidth: true
                    text: qsTr("now-1h, now/d, yesterday 15:00, 2026-11-22 10:00, or seconds since 1970")
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                    color: Theme.faint
                    font.pixelSize: Theme.secondarySize
                }
            }

            ListView {
                Layout.fillWidth: true
                Layout.preferredHeight: 330
                clip: true
                model: root.range.presets
                boundsBehavior: Flickable.StopAtBounds

                ScrollBar.vertical: ScrollBar {
                }

                delegate: AppButton {
                    required property var modelData

                    width: ListView.view.width
                    implicitHeight: 28
                    isFlat: true
                    isWide: true
                    text: modelData.label
                    isSelected: root.range.live && root.range.spanMs === modelData.spanMs
                    onClicked: {
                        popup.close();
                        root.range.setSpan(modelData.spanMs);
                    }
                }
            }
        }
    }
}
