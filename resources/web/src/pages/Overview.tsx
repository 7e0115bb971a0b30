// Home: the services, their metrics as small charts, the machine, and TinyObs itself.

import { useState } from "preact/hooks";

import { useApp } from "../app";
import type { CatalogService } from "../lib/api";
import { families, type Family } from "../lib/families";
import { plural } from "../lib/format";
import { useValue } from "../lib/observable";
import { EmptyStart } from "./EmptyStart";
import { MachineCharts } from "./machine";
import { MachinePanel } from "./MachinePanel";
import { MetricPanel } from "./MetricPanel";
import { ServiceCard } from "./ServiceCard";

const FirstPanels = 8;

/** Of its own metrics, what the program's user wants to see first. */
const OwnFirst = [
    /samples_appended_total$/,
    /http_requests_total$/,
    /request_duration_seconds$/,
    /resident_memory/,
    /cpu_seconds/,
    /_series$/,
];

/** Of a service's metrics: its work before its insides, and last what never changes. */
const UsersFirst = [
    /(http|rpc)(_server)?_requests_total$/,
    /request.*duration/,
    /^(?!process_).*_total$/,
    /duration|latency/,
    /^(?!process_|.*_info$|.*_max_)/,
    /^process_(?!start_time)/,
];

function inOrder(all: Family[], patterns: RegExp[]): Family[] {
    const rank = ({ name }: Family) => {
        const index = patterns.findIndex((pattern) => pattern.test(name));
        return index < 0 ? patterns.length : index;
    };
    return [...all].sort((a, b) => rank(a) - rank(b));
}

function MetricGroup({
    service,
    all,
    first,
}: {
    service: CatalogService;
    all: Family[];
    first: number;
}) {
    const [whole, setWhole] = useState(false);
    const shown = whole ? all : all.slice(0, first);
    return (
        <>
            <div class="panel-grid">
                {shown.map((family) => (
                    <MetricPanel
                        key={`${family.name}/${family.kind}`}
                        family={family}
                        service={service.name}
                    />
                ))}
            </div>
            {all.length > first && (
                <button class="control more" type="button" onClick={() => setWhole(!whole)}>
                    {whole ? "Show fewer" : `Show ${all.length - first} more of ${service.name}`}
                </button>
            )}
        </>
    );
}

function ServiceSection({ service }: { service: CatalogService }) {
    const all = inOrder(families(service.metrics), UsersFirst);
    return (
        <section
            class="section"
            id={`service-${encodeURIComponent(service.name)}`}
            aria-label={service.name}
            tabIndex={-1}
        >
            <h2 class="section-title">
                {service.name} <span class="secondary">{plural(all.length, "metric")}</span>
            </h2>
            <MetricGroup service={service} all={all} first={FirstPanels} />
        </section>
    );
}

function Machine({ host }: { host: CatalogService }) {
    const names = new Set(host.metrics.map(({ name }) => name));
    const charts = MachineCharts.filter((chart) => names.has(chart.queries[0]!.metric));
    if (charts.length === 0) return null;
    return (
        <section class="section" aria-label="This machine">
            <h2 class="section-title">This machine</h2>
            <div class="machine-grid">
                {charts.map((chart) => (
                    <MachinePanel key={chart.id} chart={chart} />
                ))}
            </div>
        </section>
    );
}

export function Overview() {
    const app = useApp();
    const catalog = useValue(app.catalog);
    const problem = useValue(app.catalogError);
    if (!catalog) {
        return (
            <div class="page">
                <div class="panel-state page-state" role={problem ? "alert" : undefined}>
                    {problem ? (
                        <>
                            <strong>The overview cannot be loaded</strong>
                            <span>{problem}</span>
                        </>
                    ) : (
                        <span class="loading" role="img" aria-label="Loading" />
                    )}
                </div>
            </div>
        );
    }
    const users = catalog.services.filter((service) => !service.internal);
    const host = catalog.services.find((service) => service.internal && service.name === "host");
    const own = catalog.services.find((service) => service.internal && service.name === "tinyobs");
    return (
        <div class="page" data-testid="overview">
            {users.length === 0 ? (
                <EmptyStart />
            ) : (
                <section class="section" aria-label="Services">
                    <h2 class="section-title">Services</h2>
                    <div class="service-grid">
                        {users.map((service) => (
                            <ServiceCard key={service.name} service={service} />
                        ))}
                    </div>
                </section>
            )}
            {users.map((service) => (
                <ServiceSection key={service.name} service={service} />
            ))}
            {host && <Machine host={host} />}
            {own && (
                <section class="section" aria-label="TinyObs itself">
                    <h2 class="section-title">TinyObs itself</h2>
                    <MetricGroup
                        service={own}
                        all={inOrder(families(own.metrics), OwnFirst)}
                        first={OwnFirst.length}
                    />
                </section>
            )}
        </div>
    );
}
