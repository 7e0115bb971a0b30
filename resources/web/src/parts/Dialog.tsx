// A modal box over the page, on the browser's own dialog element: it keeps the focus inside, closes
// on Escape and gives the focus back.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
    label: string;
    class: string;
    onClose: () => void;
    children: ComponentChildren;
}

export function Dialog({ label, class: className, onClose, children }: Props) {
    const root = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        const dialog = root.current!;
        if (!dialog.open) dialog.showModal();
        return () => dialog.close();
    }, []);
    const pressed = (event: MouseEvent) => {
        if (event.target === root.current) onClose();
    };
    return (
        <dialog
            class={`dialog ${className}`}
            aria-label={label}
            ref={root}
            onCancel={onClose}
            onPointerDown={pressed}
        >
            <div class="dialog-box">{children}</div>
        </dialog>
    );
}
