import { render } from "preact";

import "virtual:tokens.css";
import "uplot/dist/uPlot.min.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/frame.css";
import "./styles/charts.css";
import "./styles/pages.css";
import "./styles/ingest.css";
import "./styles/query.css";

import { App, AppContext } from "./app";
import { Frame } from "./Frame";
import { listenForShortcuts } from "./parts/shortcuts";

const app = new App();
app.start();
listenForShortcuts(app);
render(
    <AppContext.Provider value={app}>
        <Frame />
    </AppContext.Provider>,
    document.getElementById("app")!,
);
