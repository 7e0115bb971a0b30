// What a service exports with OpenTelemetry's SDK: otlp.mjs <proto|json> <cumulative|delta> <port>.
// Three exports, so that deltas have something to add up to.

import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtoExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
    AggregationTemporality, AggregationType, MeterProvider, PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

const [form, temporality, port] = process.argv.slice(2);
const Exporter = form === 'json' ? JsonExporter : ProtoExporter;
const exporter = new Exporter({
    url: `http://127.0.0.1:${port}/v1/metrics`,
    temporalityPreference: temporality === 'delta' ? AggregationTemporality.DELTA
                                                   : AggregationTemporality.CUMULATIVE,
});
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const provider = new MeterProvider({
    resource: resourceFromAttributes({
        'service.name': 'cart',
        'service.namespace': 'shop',
        'service.instance.id': `${form}-${temporality}`,
        'process.command_args': ['node', 'cart.mjs'],
        'host.name': 'test-host',
    }),
    readers: [reader],
    views: [{
        instrumentName: 'render.time',
        aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
    }],
});
const meter = provider.getMeter('shop.cart', '1.2.3');

const orders = meter.createCounter('orders', { unit: '{order}', description: 'Orders placed' });
const queue = meter.createUpDownCounter('queue.length', { unit: '1' });
const load = meter.createObservableGauge('cpu.load', { unit: '1' });
const duration = meter.createHistogram('http.server.duration', {
    unit: 'ms', advice: { explicitBucketBoundaries: [5, 50, 500] },
});
const render = meter.createHistogram('render.time', { unit: 's' });
load.addCallback(result => result.observe(0.25, { cpu: '0' }));

for (let round = 0; round < 3; ++round) {
    orders.add(2, { 'http.route': '/pay', vip: true });
    orders.add(0.5, { 'http.route': '/pay', vip: false });
    queue.add(round === 2 ? -1 : 3);
    duration.record(7, { 'http.route': '/pay' });
    duration.record(700, { 'http.route': '/pay' });
    render.record(0.5);
    render.record(0);
    await provider.forceFlush();
    await new Promise(resolve => setTimeout(resolve, 20)); // a later millisecond
}
await provider.shutdown();
