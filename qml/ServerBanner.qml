// Why the server does not listen, and the way to try again.

import QtQuick
import QtQuick.Layouts
import TinyObs.Ui

Rectangle {
    id: root

    required property Workbench workbench

    visible: workbench.serverProblem !== ""
    implicitHeight: visible ? row.implicitHeight + 16 : 0
    color: Qt.alpha(Theme.bad, 0.12)
    Accessible.role: Accessible.AlertMessage
    Accessible.name: workbench.serverProblem

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: Theme.pagePadding
        anchors.rightMargin: Theme.pagePadding
        spacing: Theme.gap

        AppText {
            Layout.fillWidth: true
            text: qsTr("Nothing can be received: %1").arg(root.workbench.serverProblem)
            wrapMode: Text.Wrap
            color: Theme.bad
        }

        AppButton {
            text: qsTr("Try again")
            onClicked: root.workbench.retryRequested()
        }
    }
}
