// The keys of the window, made of the table of actions. Letters reach no shortcut while a text field
// has the focus: it takes them.

import QtQuick
import QtQml
import TinyObs.Ui

Instantiator {
    id: root

    required property ActionModel actions

    model: actions

    delegate: Shortcut {
        required property string actionId
        required property var keys

        sequences: keys
        onActivated: root.actions.run(actionId)
    }
}
