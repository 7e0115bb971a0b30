// A batch job that pushes with prom-client: node pushgateway.mjs <port> add|push|delete

import client from 'prom-client';

const [port, action] = process.argv.slice(2);
const registry = new client.Registry();
const gateway = new client.Pushgateway(`http://127.0.0.1:${port}`, {}, registry);
const group = { jobName: 'nightly', groupings: { host: 'db1' } };

const files = new client.Counter({
    name: 'backup_files_total', help: 'Files saved.', labelNames: ['kind'], registers: [registry],
});
const seconds = new client.Histogram({
    name: 'backup_seconds', help: 'Time per file.', buckets: [0.1, 1], registers: [registry],
});

if (action === 'add') {
    files.inc({ kind: 'table' }, 3);
    files.inc({ kind: 'log "x"' }, 4);
    seconds.observe(0.5);
    console.log((await gateway.pushAdd(group)).resp.statusCode);
} else if (action === 'push') {
    files.inc({ kind: 'table' }, 5);
    registry.removeSingleMetric('backup_seconds');
    console.log((await gateway.push(group)).resp.statusCode);
} else {
    console.log((await gateway.delete(group)).resp.statusCode);
}
