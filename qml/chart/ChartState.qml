// What stands in a chart's place while it has nothing to draw: loading, no data, or what went wrong.

import QtQuick
import TinyObs
import TinyObs.Ui

Item {
    id: root

    required property ChartModel model

    visible: model.state !== ChartModel.Ready

    AppText {
        anchors.centerIn: parent
        width: Math.min(parent.width - 32, implicitWidth)
        wrapMode: Text.Wrap
        horizontalAlignment: Text.AlignHCenter
        color: root.model.state === ChartModel.Failed ? Theme.bad : Theme.muted
        text: {
            if (root.model.state === ChartModel.Failed)
                return qsTr("This cannot be shown: %1").arg(root.model.errorText);
            return root.model.state === ChartModel.Empty ? qsTr("No data in this range") : "";
        }
    }
}
