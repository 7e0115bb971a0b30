// A floating box below its button: closes on Escape, on a press outside and when focus leaves it.

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

interface Props {
    onClose: () => void;
    class: string;
    label: string;
    children: ComponentChildren;
}

export function Popover({ onClose, class: className, label, children }: Props) {
    const root = useRef<HTMLDivElement>(null);
    // A button far to the right would push its box out of the window.
    useLayoutEffect(() => {
        const box = root.current!;
        const over = box.getBoundingClientRect().right - (innerWidth - 8);
        if (over > 0) box.style.left = `${box.offsetLeft - over}px`;
    }, []);
    useEffect(() => {
        const opener = document.activeElement;
        const pressed = (event: Event) => {
            const holder = root.current?.parentElement;
            if (holder && !holder.contains(event.target as Node)) onClose();
        };
        const keyed = (event: KeyboardEvent) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            onClose();
            if (opener instanceof HTMLElement) opener.focus();
        };
        document.addEventListener("pointerdown", pressed);
        document.addEventListener("keydown", keyed, true);
        return () => {
            document.removeEventListener("pointerdown", pressed);
            document.removeEventListener("keydown", keyed, true);
        };
    }, []);
    return (
        <div class={`popover ${className}`} role="dialog" aria-label={label} ref={root}>
            {children}
        </div>
    );
}
