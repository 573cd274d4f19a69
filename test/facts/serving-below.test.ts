import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { servingBelow, subjectOf } from '../../src/facts/subject/read.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { realSystem } from '../../src/system/real.js';

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
  const subject = subjectOf(realSystem, parseTarget(`pid:${shell.pid}`), [shell.pid!]);
  expect(subject).toMatchObject({ port, otherPorts: [] });
  expect(subject.pids).toHaveLength(1);
  expect(subject.pids).not.toContain(shell.pid);
});
