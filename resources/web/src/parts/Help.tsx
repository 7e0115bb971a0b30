import { useApp } from "../app";
import { useValue } from "../lib/observable";
import { Dialog } from "./Dialog";
import { Shortcuts } from "./shortcuts";

const Mouse: [string, string][] = [
    ["Drag in a chart", "zoom in, on every chart of the page"],
    ["Double-click in a chart", "zoom out again"],
    ["Click in a legend", "show only this series; again for all"],
    ["Ctrl-click in a legend", "hide or show one series"],
    ["Arrows, + and \u2212 on a focused chart", "move the sample cursor, zoom"],
];

const KeyNames: Record<string, string> = { ArrowLeft: "\u2190", ArrowRight: "\u2192" };

export function Help() {
    const app = useApp();
    if (!useValue(app.helpOpen)) return null;
    const close = () => app.helpOpen.set(false);
    return (
        <Dialog label="Keyboard and help" class="help" onClose={close}>
            <h2>Keyboard and mouse</h2>
            <dl class="help-list">
                {Shortcuts.map(({ keys, words }) => (
                    <div key={keys.join(" ")}>
                        <dt>
                            {keys.map((key) => (
                                <kbd key={key}>{KeyNames[key] ?? key}</kbd>
                            ))}
                        </dt>
                        <dd>{words}</dd>
                    </div>
                ))}
                {Mouse.map(([what, words]) => (
                    <div key={what}>
                        <dt>{what}</dt>
                        <dd>{words}</dd>
                    </div>
                ))}
            </dl>
            <button class="control" type="button" onClick={close}>
                Close
            </button>
        </Dialog>
    );
}
