import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfiguration } from '../../src/facts/configuration/read.js';
import { valueIn } from '../../src/facts/fact.js';
import { readMachine } from '../../src/facts/machine/read.js';
import { collectProcesses } from '../../src/facts/processes/collect.js';
import type { Process } from '../../src/facts/processes/types.js';
import { findOwners } from '../../src/facts/sockets/owners.js';
import { readSockets } from '../../src/facts/sockets/read.js';
import type { Socket } from '../../src/facts/sockets/types.js';
import { readPm2 } from '../../src/facts/units/pm2.js';
import { masterOf } from '../../src/programs/family.js';
import type { Fix, Step } from '../../src/programs/fixes/fix.js';
import { type Identity, identify } from '../../src/programs/identify.js';
import type { Situation } from '../../src/programs/program.js';
import { realSystem } from '../../src/system/real.js';

/** A folder of a test's own, under a path without blanks. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'netcheck-play-'));

export const dropFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });

/** A port that nobody used a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Whether a connection to the address gets through. */
export function connects(address: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: address, port, timeout: 2000 });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
    socket.on('timeout', () => end(false));
  });
}

/** Waits until a condition holds; false where it does not within the time. */
export async function until(condition: () => boolean | Promise<boolean>, limit = 30_000): Promise<boolean> {
  const end = Date.now() + limit;
  while (Date.now() < end) {
    if (await condition()) return true;
    await sleep(100);
  }
  return false;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Starts a shell command in a session of its own, with its output in a file of the folder. */
export function start(command: string, folder: string, log = 'bg.log'): void {
  const output = openSync(join(folder, log), 'a');
  spawn('bash', ['-c', command], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '' },
  }).unref();
}

export const logOf = (folder: string, log = 'bg.log'): string => {
  try {
    return readFileSync(join(folder, log), 'utf8').slice(-3000);
  } catch {
    return '';
  }
};

/** Everything about the server on a port, as the diagnosis would see it. */
export interface Seen {
  readonly situation: Situation;
  readonly holders: readonly Process[];
  readonly identity: Identity;
  readonly listeners: readonly Socket[];
}

export async function look(port: number): Promise<Seen> {
  const listeners = (valueIn(readSockets(realSystem, { port })) ?? []).filter(
    each => each.state === 'listen',
  );
  const owners = valueIn(findOwners(realSystem, listeners));
  const pids = Object.values(owners?.pidsByInode ?? {}).flat();
  const processes = valueIn(collectProcesses(realSystem, pids)) ?? [];
  const holders = processes.filter(each => pids.includes(each.pid));
  const first = holders[0];
  if (!first) throw new Error(`nobody holds port ${port}`);
  const machine = valueIn(readMachine(realSystem));
  if (!machine) throw new Error('no machine');
  const situation: Situation = {
    process: masterOf(first, processes),
    listener: listeners[0] ?? null,
    processes,
    configuration: valueIn(readConfiguration(realSystem, holders, processes)) ?? [],
    units: [],
    pm2: valueIn(await readPm2(realSystem, processes)) ?? [],
    containers: [],
    logs: [],
    machine,
  };
  return { situation, holders, identity: identify(first, processes), listeners };
}

async function stop(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    return;
  }
  for (let turn = 0; turn < 60; turn++) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')) return;
    } catch {
      return;
    }
    await sleep(50);
  }
  try {
    process.kill(pid, 'SIGKILL');
  } catch {}
}

function edit(step: Extract<Step, { do: 'edit' }>): void {
  const text = readFileSync(step.file, 'utf8');
  const count = text.split(step.find).length - 1;
  if (count !== 1) throw new Error(`${step.find} occurs ${count} times in ${step.file}`);
  writeFileSync(
    step.file,
    text.replace(step.find, () => step.replace),
  );
}

/** A shell command, run to its end; one that fails throws. */
function finished(command: string, folder: string, log: number): Promise<void> {
  return new Promise((resolve, reject) => {
    spawn('bash', ['-c', command], { cwd: folder, stdio: ['ignore', 'ignore', log] })
      .once('error', reject)
      .once('exit', status => (status === 0 ? resolve() : reject(new Error(`${command}: status ${status}`))));
  });
}

/** Does what a fix says, step by step, as a person would. */
export async function apply(fix: Fix, folder: string): Promise<void> {
  if (!fix.steps) throw new Error(`no steps: ${fix.text}`);
  for (const step of fix.steps) {
    if (step.do === 'stop') await stop(step.pid);
    else if (step.do === 'edit') edit(step);
    else if (step.background) start(step.command, step.cwd ?? folder, 'fix.log');
    else await finished(step.command, step.cwd ?? folder, openSync(join(folder, 'fix.log'), 'a'));
  }
}

/** Ends what holds a port now, and what started it, as far as it was started in the folder. */
export async function end(port: number, folder: string): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    const seen = await look(port).catch(() => undefined);
    if (!seen) return;
    // Only what was started in the folder, and whoever holds this test's own port: never an ancestor of the test. A loop
    // goes before its server, which it would start again.
    const ours = seen.situation.processes
      .filter(each => each.directory?.startsWith(folder))
      .sort((one, other) => one.startedAt - other.startedAt);
    for (const each of [...ours, ...seen.holders]) {
      try {
        process.kill(each.pid, 'SIGKILL');
      } catch {}
    }
    await sleep(200);
  }
}
