// A limit to be tried out: name, slider, value.

import QtQuick
import QtQuick.Templates as T
import TinyObs

Item {
    id: root

    required property string title
    required property string valueText
    property alias from: slider.from
    property alias to: slider.to
    property alias value: slider.value
    property alias stepSize: slider.stepSize

    signal moved

    implicitHeight: 44

    AppText {
        id: name

        text: root.title
        color: Theme.muted
        font.pixelSize: Theme.secondarySize
    }

    AppText {
        anchors.right: parent.right
        text: root.valueText
        font.weight: Font.DemiBold
    }

    T.Slider {
        id: slider

        anchors.top: name.bottom
        anchors.topMargin: 4
        width: parent.width
        height: 24
        Accessible.name: root.title
        onMoved: root.moved()

        background: Rectangle {
            y: (slider.height - height) / 2
            width: slider.width
            height: 4
            radius: 2
            color: Theme.line

            Rectangle {
                width: slider.visualPosition * parent.width
                height: parent.height
                radius: 2
                color: Theme.accent
            }
        }

        handle: Rectangle {
            x: slider.visualPosition * (slider.width - width)
            y: (slider.height - height) / 2
            width: 18
            height: 18
            radius: 9
            color: Theme.panel
            border.width: slider.visualFocus ? 3 : 2
            border.color: Theme.accent
        }
    }
}
