import { createHash } from 'node:crypto';
import http from 'node:http';
import { expect, it } from 'vitest';
import { closedBy } from '../../../src/facts/probes/websocket.js';
import { ask, serve } from './server.js';

it('asks for the switch to WebSocket as a browser does, and takes its leave', async () => {
  const heard: Buffer[] = [];
  const headers: http.IncomingHttpHeaders[] = [];
  const server = http.createServer().on('upgrade', (request, socket) => {
    headers.push(request.headers);
    const key = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.on('error', () => {}).on('data', (data: Buffer) => heard.push(data));
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
    );
    socket.write(Buffer.from([0x81, 2, 104, 105]));
  });
  const { port, close } = await serve(server);
  const { conversations } = await ask('ws://127.0.0.1:PORT/chat', port);
  close();
  expect(conversations).toHaveLength(1);
  expect(conversations[0]).toMatchObject({ upgrade: true, path: '/chat', http: { status: 101, body: '' } });
  expect(headers[0]).toMatchObject({
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
  });
  expect(Buffer.from(headers[0]?.['sec-websocket-key'] ?? '', 'base64')).toHaveLength(16);
  const [first, length, ...rest] = Buffer.concat(heard);
  expect([first, length]).toEqual([0x88, 0x82]);
  expect([rest[4]! ^ rest[0]!, rest[5]! ^ rest[1]!]).toEqual([1000 >> 8, 1000 & 255]);
});

it('asks for no switch by http', async () => {
  const seen: (string | undefined)[] = [];
  const { port, close } = await serve(
    http.createServer((request, response) => {
      seen.push(request.headers.upgrade, request.headers.connection);
      response.end('hello');
    }),
  );
  await ask('http://127.0.0.1:PORT/', port);
  close();
  expect(seen).toEqual([undefined, 'close']);
});

const head = 'HTTP/1.1 101 Switching Protocols\r\n\r\n';
const closing = (status: number, words: string) =>
  Buffer.from([0x88, 2 + words.length, status >> 8, status & 255, ...Buffer.from(words)]);

it.each([
  ['a Close frame', closing(1011, 'gone'), { status: 1011, reason: 'gone' }],
  ['a connection that just ends', Buffer.alloc(0), { status: 1006, reason: '' }],
])('hears that a WebSocket is ended at once by %s', async (_, frame, ended) => {
  const server = http.createServer().on('upgrade', (_request, socket) => {
    socket.on('error', () => {});
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`);
    socket.end(frame);
  });
  const { port, close } = await serve(server);
  const { conversations } = await ask('ws://127.0.0.1:PORT/chat', port);
  close();
  expect(conversations[0]).toMatchObject({ http: { status: 101 }, ended });
});

it('finds the Close frame behind others, and nothing in what is cut or none', () => {
  const text = Buffer.concat([Buffer.from([0x81, 126, 0, 200]), Buffer.alloc(200, 97)]);
  const long = Buffer.concat([Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 0, 0, 3]), Buffer.from('abc')]);
  const after = (...frames: Buffer[]) => closedBy(Buffer.concat([Buffer.from(head), ...frames]));
  expect(after(text, long, closing(4401, 'no token'))).toEqual({ status: 4401, reason: 'no token' });
  expect(after(Buffer.from([0x88, 0]))).toEqual({ status: 1005, reason: '' });
  for (const frames of [
    [],
    [text],
    [text.subarray(0, 3)],
    [Buffer.from([0x88])],
    [Buffer.from([0x82, 127, 0])],
  ])
    expect(after(...frames)).toBeUndefined();
  expect(closedBy(Buffer.from('no head'))).toBeUndefined();
});
