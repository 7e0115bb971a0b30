// Writes as a user of the client for InfluxDB 1 does: influxv1.mjs PORT TIME_MS
import { InfluxDB } from 'influx';

const [port, timeMs] = process.argv.slice(2).map(Number);
const client = new InfluxDB({ host: '127.0.0.1', port, database: 'shop' });
const hosts = await client.ping(5000);
if (!hosts.every((host) => host.online))
  throw new Error('the server does not answer a ping');
await client.createDatabase('shop');
await client.writePoints(
  [
    {
      measurement: 'v1-load',
      tags: { host: 'web 1', path: 'a,b=c' },
      fields: { value: 0.25, busy: true, note: 'say "hi", twice' },
      timestamp: new Date(timeMs),
    },
    { measurement: 'v1_plain', fields: { users: 17 }, timestamp: new Date(timeMs) },
  ],
  { precision: 'ms' },
);
const names = await client.getDatabaseNames();
if (!names.includes('shop'))
  throw new Error(`databases are ${names}`);
let refused = '';
await client
  .writePoints([{ measurement: 'v1_old', fields: { value: 1 }, timestamp: new Date(0) }])
  .catch((error) => (refused = error.message));
if (!refused.includes('partial write'))
  throw new Error(`an old point was answered with '${refused}'`);
console.log('done');
