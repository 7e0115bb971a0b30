// What a service sends with hot-shots: statsd.mjs <udp|tcp> <port>. Random numbers are fixed, so
// that every sampled call is sent.

import { StatsD } from 'hot-shots';

const [protocol, port] = process.argv.slice(2);
Math.random = () => 0;

const client = new StatsD({
    host: '127.0.0.1',
    port: Number(port),
    protocol,
    prefix: 'shop.',
    globalTags: { env: 'test', protocol },
    maxBufferSize: 1024,
    errorHandler: error => { throw error; },
});

for (let i = 0; i < 100; ++i) {
    client.increment('orders', 1, { route: '/pay' });
    client.timing('render', 40 + i);
}
client.increment('sampled', 10, 0.5);
client.decrement('never', 1);
client.gauge('queue.depth', 17);
client.gauge('level', 10);
client.gaugeDelta('level', -2.5);
client.histogram('payload', 2048);
client.distribution('payload2', 5, ['kind:a', 'bare']);
for (const user of ['ann', 'bob', 'ann', 'eve'])
    client.set('users', user);
client.event('deployed', 'version 2');
client.check('database', client.CHECKS.OK);
client.close(error => {
    if (error)
        throw error;
});
