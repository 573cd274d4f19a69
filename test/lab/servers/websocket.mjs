// websocket.mjs PORT ADDRESS STATUS: switches to WebSocket at /chat, and answers everything else with this status.
import { createHash } from 'node:crypto';
import http from 'node:http';

const [port, address, status] = process.argv.slice(2);
const accept = key =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
http
  .createServer((_, response) => response.writeHead(Number(status)).end('No WebSocket here\n'))
  .on('upgrade', (request, socket) => {
    socket.on('error', () => {}).on('data', () => socket.end(Buffer.from([0x88, 0])));
    if (request.url !== '/chat') return socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    const key = accept(request.headers['sec-websocket-key']);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
    );
  })
  .listen(Number(port), address);
