// Datagrams without any client library: dgram.mjs <port> <text> [<text>...], one datagram each.

import { createSocket } from 'node:dgram';

const [port, ...texts] = process.argv.slice(2);
const socket = createSocket('udp4');
for (const text of texts)
    await new Promise((sent, failed) =>
        socket.send(text, Number(port), '127.0.0.1', error => (error ? failed(error) : sent())));
socket.close();
