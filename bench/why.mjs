// npm run bench [-- --quick]: what netcheck takes, as ratios to `node -e 0`, ss and lsof in the same rounds, on a machine
// of its own (network, processes), idle and crowded. Prints the tables; a whole run keeps them in docs/performance.md.
// Needs root, python3, nft, ss and lsof, and `npm run build`.
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { loadavg, release } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '../scripts/command-line.mjs';
import { page } from './page.mjs';
import { alone, clean, flags, has, inTurn, median, ratio, refuse, root, sleep } from './rounds.mjs';

const { quick, inside } = commandLine('npm run bench [-- --quick]', flags).values;
const rounds = quick ? 5 : 15;
const port = 8000;
const netcheck = process.env.NETCHECK ?? join(root, 'bin/netcheck.js');
const node = process.execPath;

const nothing = [node, '-e', '0'];
const why = [node, netcheck, 'why', String(port), '--json'];
const ss = ['ss', '-Hltnp', `sport = :${port}`];
const lsof = ['lsof', '-nP', `-iTCP:${port}`];
// In no distribution's packages, so it is compared with where somebody has installed it.
const witr = has('witr') ? { witr: ['witr', '--port', String(port)] } : {};

/** Starts a program and waits for its first line. */
const start = async (program, ...words) => {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'], env: clean() });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', () => reject(new Error(`${program} ended before it was ready`)));
  });
  return child;
};

const stop = async child => {
  child.kill('SIGKILL');
  await new Promise(resolve => child.once('close', resolve));
};

const server = `require('node:http').createServer((request, response) => response.end('PONG'))
  .listen(${port}, '127.0.0.1', () => console.log('ready'))`;

/** MB that a Node program takes at most, the median of five. */
const peak = ([program, ...words]) =>
  median(
    Array.from({ length: 5 }, () => {
      const hook = ['-r', join(root, 'bench/peak.cjs')];
      const stdio = ['ignore', 'ignore', 'inherit', 'pipe'];
      const { output } = spawnSync(program, [...hook, ...words], { stdio, env: clean() });
      return Number(output[3]) / 1024;
    }),
  );

const run = (...words) => {
  const { status, stderr } = spawnSync(words[0], words.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
};

/** Refuses to measure a wrong answer. */
const proveRight = () => {
  const { stdout } = spawnSync(why[0], why.slice(1), { encoding: 'utf8', env: clean() });
  const { reach, process: holder } = JSON.parse(stdout);
  if (!holder || reach[0]?.outcome !== 'ok')
    throw new Error(`netcheck finds no server on ${port}: ${stdout}`);
};

/** What one state of the machine costs: medians in ms, ratios of the same rounds, and memory. */
const measure = () => {
  proveRight();
  const times = inTurn({ nothing, why, ss, lsof, ...witr }, rounds);
  return {
    ms: Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)])),
    toNode: ratio(times.why, times.nothing),
    toSs: ratio(times.why, times.ss),
    toLsof: ratio(times.why, times.lsof),
    ...(times.witr && { toWitr: ratio(times.why, times.witr) }),
    memory: peak(why) - peak(nothing),
  };
};

/** The commands that look at little, next to `node -e 0`. */
const measureStart = () => {
  const commands = {
    version: [node, netcheck, '--version'],
    help: [node, netcheck, '--help'],
    ifaces: [node, netcheck, 'ifaces'],
  };
  const times = inTurn({ nothing, ...commands }, rounds);
  return Object.fromEntries(
    Object.keys(commands).map(name => [
      name,
      { ratio: ratio(times[name], times.nothing), ms: median(times[name]) },
    ]),
  );
};

/** A network beside the loopback interface, a way out, and a rule set. */
const connectMachine = () => {
  run('ip', 'link', 'add', 'bench0', 'type', 'veth', 'peer', 'name', 'bench1');
  run('ip', 'link', 'set', 'bench1', 'up');
  run('ip', 'address', 'add', '10.77.0.2/24', 'dev', 'bench0');
  run('ip', 'link', 'set', 'bench0', 'up');
  run('ip', 'route', 'add', 'default', 'via', '10.77.0.1');
  run('nft', '-f', join(root, 'bench/rules.nft'));
};

const disconnectMachine = () => {
  run('ip', 'link', 'delete', 'bench0');
  run('nft', 'flush', 'ruleset');
};

/** Measures among so many processes of a hundred descriptors each. */
const measureAmong = async processes => {
  const crowd = await start('python3', join(root, 'bench/crowd.py'), String(processes));
  const result = measure();
  await stop(crowd);
  await sleep(500);
  return result;
};

const main = async () => {
  const [load] = loadavg();
  const serving = await start(node, '-e', server);
  const started = measureStart();
  const idle = measure();
  connectMachine();
  const connected = measure();
  disconnectMachine();
  const some = await measureAmong(100);
  const many = await measureAmong(1000);
  await stop(serving);
  const text = page({
    rounds,
    release: release().split('.', 2).join('.'),
    load,
    started,
    idle,
    connected,
    some,
    many,
  });
  console.log(text);
  if (!quick) writeFileSync(join(root, 'docs/performance.md'), text);
};

const missing = ['unshare', 'ip', 'nft', 'ss', 'lsof', 'python3'].filter(name => !has(name));
if (missing.length > 0) refuse(`needs ${missing.join(', ')} (see test/setup-machine.sh)`);
if (inside) await main();
else if (process.getuid?.() !== 0) refuse('needs root: it makes a machine of its own');
else process.exitCode = alone(import.meta.url, '--pid', '--fork', '--kill-child', '--mount-proc');
