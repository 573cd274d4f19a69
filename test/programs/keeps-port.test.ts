import { expect, it } from 'vitest';
import { addressFixes } from '../../src/programs/fixes/fixes.js';
import { listener, running } from '../support/healthy.js';
import { situationOf } from './situation.js';

const raw = "import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 8000))\ns.listen()\n";
const served =
  "from socketserver import TCPServer, BaseRequestHandler\nTCPServer(('127.0.0.1', 8000), BaseRequestHandler).serve_forever()\n";

const stepsFor = (name: string, text: string) => {
  const server = running(42, ['python3', name], { directory: '/srv' });
  const configuration = [{ path: `/srv/${name}`, text, modifiedAt: 0 }];
  const situation = situationOf(server, { listener: listener('127.0.0.1', 8000), configuration });
  const [fix] = addressFixes(situation, { address: '0.0.0.0', port: 8000 });
  return fix?.steps?.flatMap(step => (step.do === 'run' ? step.command : step.do)) ?? [];
};

it.each([
  ['a plain socket', raw],
  ['all names of the module', raw.replace('import socket', 'from socket import *')],
  ["Python's TCPServer", served],
  ['one with threads', served.replaceAll(/\bTCPServer/g, 'ThreadingTCPServer')],
  [
    'a class of it',
    `import socketserver\nclass Server(socketserver.ThreadingMixIn, socketserver.TCPServer):\n    pass\nServer(('127.0.0.1', 8000), H)\n`,
  ],
])('waits between end and start of a server that says no SO_REUSEADDR: %s', (_, text) => {
  const [edit, stop, wait, start] = stepsFor('server.py', text);
  expect([edit, stop]).toEqual(['edit', 'stop']);
  expect(wait).toMatch(/^timeout 125 .*"sport = :8000"/);
  expect(start).toContain('python3 server.py');
});

it.each([
  [
    'one that says it',
    raw.replace('s.bind', 's.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\ns.bind'),
  ],
  ['a class that does', served.replace('TCPServer((', 'TCPServer.allow_reuse_address = True\nTCPServer((')],
  ["Tornado's TCPServer", served.replace('socketserver', 'tornado.tcpserver')],
  ['what only imports it', served.replace(/\nTCPServer\(/, '\nHTTPServer(')],
  ['HTTPServer', served.replaceAll('TCPServer', 'HTTPServer')],
  [
    'what only mentions it',
    `# not TCPServer(a)\nimport http.server\nhttp.server.HTTPServer(('127.0.0.1', 8000), H)\n`,
  ],
])('does not wait for %s', (_, text) => {
  expect(stepsFor('server.py', text).join(' ')).not.toContain('timeout 125');
});
