// Writes as a user of the client for InfluxDB 2 does: influxv2.mjs PORT TIME_MS
import { InfluxDB, Point } from '@influxdata/influxdb-client';

const [port, timeMs] = process.argv.slice(2).map(Number);
const options = { url: `http://127.0.0.1:${port}`, token: 'any' };
const errors = [];
const write = (precision, more) =>
  new InfluxDB(options).getWriteApi('org', 'bucket', precision, {
    maxRetries: 0,
    writeFailed: (error) => { errors.push(error); },
    ...more,
  });

const packed = write('ns', { gzipThreshold: 1 });
packed.writePoint(
  new Point('v2 load').tag('host', 'web 1').floatField('value', -1.5e-7).intField('count', 99)
    .uintField('total', '18446744073709551615').booleanField('up', false)
    .stringField('note', 'a\n"b"').timestamp(`${timeMs}000000`));
await packed.close();
for (const [precision, time] of [['s', Math.floor(timeMs / 1000)], ['ms', timeMs], ['us', timeMs * 1000]]) {
  const plain = write(precision, {});
  plain.writePoint(new Point(`v2_${precision}`).floatField('value', 1).timestamp(time));
  await plain.close();
}
if (errors.length > 0)
  throw errors[0];
const bad = write('ns', {});
bad.writeRecord('v2_bad value=oops');
await bad.close().catch(() => {});
if (errors.length !== 1 || errors[0].statusCode !== 400 || errors[0].code !== 'invalid')
  throw new Error(`a bad line was answered with ${JSON.stringify(errors)}`);
console.log('done');
