// The frame around every page: rail, top bar, status bar, and the boxes that float above them.

import { useEffect, useRef } from "preact/hooks";

import { useApp } from "./app";
import { usePart } from "./lib/observable";
import { Explore } from "./pages/Explore";
import { Ingest } from "./pages/Ingest";
import { Overview } from "./pages/Overview";
import { Query } from "./pages/Query";
import { Help } from "./parts/Help";
import { Rail } from "./parts/Rail";
import { SearchDialog } from "./parts/SearchDialog";
import { StatusBar } from "./parts/StatusBar";
import { TopBar } from "./parts/TopBar";

export function Frame() {
    const app = useApp();
    const page = usePart(app.view, (view) => view.page);
    const metric = usePart(app.view, (view) => view.metric);
    const content = useRef<HTMLElement>(null);
    useEffect(() => {
        const room = content.current!.offsetWidth - content.current!.clientWidth;
        content.current!.style.setProperty("--scroll-bar", `${room}px`);
    }, []);
    useEffect(() => {
        const names = { home: "", explore: metric || "Explore", query: "Query", ingest: "Ingest" };
        const title = names[page];
        document.title = title ? `${title} \u2013 TinyObs` : "TinyObs";
    }, [page, metric]);
    return (
        <div class="frame">
            <Rail />
            <TopBar />
            <main class="content" ref={content}>
                {page === "home" && <Overview />}
                {page === "explore" && <Explore />}
                {page === "query" && <Query />}
                {page === "ingest" && <Ingest />}
            </main>
            <StatusBar />
            <SearchDialog />
            <Help />
        </div>
    );
}
