// One export of OpenTelemetry's SDK by its gRPC exporter: otlpgrpc.mjs PORT none|gzip SERIES.
// Ends with 0 when the server took it, else says why not.

import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";

const [port, compression, series] = process.argv.slice(2);
const exporter = new OTLPMetricExporter({ url: `http://127.0.0.1:${port}`, compression });
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const provider = new MeterProvider({
    resource: resourceFromAttributes({ "service.name": `shop-${compression}` }),
    readers: [reader],
});

const orders = provider.getMeter("test").createCounter("orders");
for (let i = 0; i < Number(series); i++) orders.add(3, { branch: String(i) });

const { resourceMetrics } = await reader.collect();
exporter.export(resourceMetrics, (result) => {
    if (result.code !== 0) console.error(result.error);
    process.exit(result.code);
});
