// The PromQL editor: CodeMirror with Prometheus' own language support, a chunk of its own. It lives
// in a shadow root: there CodeMirror's styles are constructed sheets, which the policy allows, where
// in the page itself they would be a style element, which it does not.

import { autocompletion, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { linter, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { Prec } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { PromQLExtension } from "@prometheus-io/codemirror-promql";

import type { QueryProblem } from "../lib/promql";
import { QueryHistory } from "../lib/queryhistory";

export interface EditorOptions {
    text: string;
    label: string;
    run: (text: string) => void;
}

export interface PromEditor {
    text(): string;
    setText(text: string): void;
    /** Marks what the server found wrong, until the text changes. */
    setProblem(problem: QueryProblem | undefined): void;
    focus(): void;
    destroy(): void;
}

const colors = HighlightStyle.define([
    { tag: [tags.name, tags.variableName], color: "var(--text)" },
    { tag: tags.labelName, color: "var(--series-7)" },
    { tag: tags.string, color: "var(--ok)" },
    { tag: [tags.number, tags.literal], color: "var(--warn)" },
    {
        tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.function(tags.variableName)],
        color: "var(--accent)",
    },
    { tag: [tags.operator, tags.punctuation, tags.paren], color: "var(--muted)" },
    { tag: tags.comment, color: "var(--faint)", fontStyle: "italic" },
    { tag: tags.invalid, color: "var(--bad)" },
]);

const look = EditorView.theme({
    "&": { backgroundColor: "transparent", color: "var(--text)", fontSize: "var(--font-code)" },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "20px", maxHeight: "220px" },
    ".cm-content": { caretColor: "var(--text)", padding: "8px 0", fontVariantLigatures: "none" },
    ".cm-line": { padding: "0 10px" },
    ".cm-placeholder": { color: "var(--faint)" },
    ".cm-cursor": { borderLeftColor: "var(--text)" },
    "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-background)" },
    ".cm-tooltip": {
        backgroundColor: "var(--panel)",
        border: "1px solid var(--line)",
        borderRadius: "var(--radius-control)",
        boxShadow: "var(--shadow)",
        color: "var(--text)",
        overflow: "hidden",
        zIndex: "30",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)", maxHeight: "240px" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
        backgroundColor: "var(--accent-background)",
        color: "var(--accent)",
    },
    ".cm-tooltip .cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
    ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal" },
    ".cm-tooltip.cm-completionInfo": {
        fontFamily: "var(--font-sans)",
        maxWidth: "320px",
        padding: "6px 10px",
    },
    ".cm-diagnostic": { fontFamily: "var(--font-sans)", padding: "4px 10px" },
    ".cm-diagnostic-error": { borderLeft: "3px solid var(--bad)" },
    ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warn)" },
});

function clipped(from: number, to: number, length: number): { from: number; to: number } {
    return { from: Math.min(from, length), to: Math.min(Math.max(to, from), length) };
}

export function createEditor(host: HTMLElement, options: EditorOptions): PromEditor {
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    let found: { problem: QueryProblem; text: string } | undefined;
    let walked: string[] = [];
    let at = -1;
    const promql = new PromQLExtension()
        .activateLinter(false)
        .setComplete({ remote: { url: ".", httpMethod: "GET" } });
    const check = promql.getLinter().promQL();

    const diagnose = (view: EditorView): readonly Diagnostic[] => {
        const text = view.state.doc.toString();
        if (found && found.text === text) {
            const { message, from, to } = found.problem;
            if (from === undefined || to === undefined) return [];
            return [{ ...clipped(from, to, text.length), severity: "error", message }];
        }
        return text.trim() === "" ? [] : (check(view) as readonly Diagnostic[]);
    };
    const replace = (view: EditorView, text: string) =>
        view.dispatch({
            changes: { from: 0, to: view.state.doc.length, insert: text },
            selection: { anchor: text.length },
        });
    const walk = (step: 1 | -1) => (view: EditorView) => {
        if (at < 0) walked = [view.state.doc.toString(), ...QueryHistory.read()];
        const next = Math.max(0, at) + step;
        if (next < 0 || next >= walked.length) return true;
        at = next;
        replace(view, walked[at]!);
        return true;
    };
    const run = (view: EditorView) => {
        at = -1;
        options.run(view.state.doc.toString());
        return true;
    };
    const view = new EditorView({
        parent: root,
        root,
        doc: options.text,
        extensions: [
            look,
            syntaxHighlighting(colors),
            history(),
            bracketMatching(),
            closeBrackets(),
            autocompletion({ icons: false }),
            promql.asExtension(),
            linter(diagnose, { delay: 400 }),
            placeholder("PromQL, such as rate(http_requests_total[5m])"),
            EditorView.lineWrapping,
            EditorView.contentAttributes.of({ "aria-label": options.label }),
            Prec.high(
                keymap.of([
                    { key: "Enter", run },
                    { key: "Mod-Enter", run },
                    { key: "Shift-Enter", run: insertNewlineAndIndent },
                    { key: "Ctrl-ArrowUp", run: walk(1) },
                    { key: "Ctrl-ArrowDown", run: walk(-1) },
                ]),
            ),
            keymap.of([...closeBracketsKeymap, ...historyKeymap, ...defaultKeymap]),
        ],
    });
    return {
        text: () => view.state.doc.toString(),
        setText: (text) => {
            if (text !== view.state.doc.toString()) replace(view, text);
        },
        setProblem: (problem) => {
            found = problem && { problem, text: view.state.doc.toString() };
            view.dispatch(setDiagnostics(view.state, diagnose(view)));
        },
        focus: () => view.focus(),
        destroy: () => {
            promql.destroy();
            view.destroy();
        },
    };
}
