import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isByDatagrams, servingBelow, subjectOf } from '../../src/facts/subject/read.js';
import { realSystem } from '../../src/system/real.js';
import { listener } from '../support/healthy.js';

let shell: ChildProcess;
let port = 0;

const server = `const s = require('net').createServer().listen(0, '127.0.0.1', () => console.log(s.address().port))`;

beforeAll(async () => {
  shell = spawn('sh', ['-c', `"${process.execPath}" -e "${server}"; :`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  port = await new Promise(done => shell.stdout?.once('data', text => done(Number(text))));
});
afterAll(() => {
  for (const pid of servingBelow(realSystem, [shell.pid!]).pids) process.kill(pid);
});

it('means what a script or npm has started, where it listens on nothing itself', () => {
  const subject = subjectOf(realSystem, [shell.pid!]);
  expect(subject).toMatchObject({ port, otherPorts: [] });
  expect(subject.pids).toHaveLength(1);
  expect(subject.pids).not.toContain(shell.pid);
});

it("means datagrams where a program serves nothing else, at a port that is no client's", async () => {
  const bound = (port: number) =>
    new Promise<number>((done, fail) => {
      const socket = createSocket('udp4').once('error', fail);
      sockets.push(socket);
      socket.bind(port, '127.0.0.1', () => done(socket.address().port));
    });
  const meant = () => subjectOf(realSystem, [process.pid]);
  const sockets: Socket[] = [];
  await bound(0);
  expect(meant()).not.toHaveProperty('protocol');
  const port = await bound(20_000 + (process.pid % 10_000));
  expect(meant()).toMatchObject({ port, protocol: 'udp' });
  for (const socket of sockets) socket.close();
});

it('means datagrams of a name server, which takes connections too, and of no other that takes both', () => {
  const both = (port: number) =>
    (['tcp', 'udp'] as const).map(protocol => listener('0.0.0.0', port, { protocol }));
  expect(isByDatagrams(both(53), 53)).toBe(true);
  expect(isByDatagrams(both(53).slice(0, 1), 53)).toBe(false);
  expect(isByDatagrams(both(443), 443)).toBe(false);
  expect(isByDatagrams([])).toBe(false);
});
