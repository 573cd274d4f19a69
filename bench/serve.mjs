// npm run bench:serve [-- --quick]: `netcheck serve` next to other servers, in a network namespace of its own, as ratios
// of the same round. Needs root, wrk, slowhttptest and `npm run build`; what is missing is said in the table.
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLine } from '../scripts/command-line.mjs';
import { flags, refuse } from './rounds.mjs';
import { runAttacks } from './serve.attacks.mjs';
import { root, serversIn } from './serve.servers.mjs';

const known = { ...flags, only: { type: 'string' } };
const usage = 'npm run bench:serve [-- --quick] [--only=pong|files|attacks]';
const { quick, inside, only: wanted } = commandLine(usage, known).values;
const rounds = quick ? 3 : 11;
const seconds = 1;
const probes = quick ? 10 : 50;
const files = {
  '1 KB': ['/1k.bin', 1024],
  '100 KB': ['/100k.bin', 102_400],
  '10 MB': ['/10m.bin', 10_485_760],
};

const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** The same program again, alone with a loopback interface. */
const reenter = () => {
  const inside = 'ip link set lo up && ulimit -n "$(ulimit -Hn)" && exec "$0" "$@"';
  const words = [
    '-n',
    'sh',
    '-c',
    inside,
    process.execPath,
    fileURLToPath(import.meta.url),
    '--inside',
    ...process.argv.slice(2),
  ];
  process.exitCode = spawnSync('unshare', words, { stdio: 'inherit' }).status ?? 1;
};

const answers = port =>
  new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** Before what else runs on the machine, so that a busy one spoils less. */
const onCore = (core, words) => [
  ...['nice', '-n', '-15'],
  ...(cpus().length > 1 ? ['taskset', '-c', String(core)] : []),
  ...words,
];

let nextPort = 20_000;

/** A process and its children: nginx serves in one of them. */
const family = pid => {
  const children = readText(`/proc/${pid}/task/${pid}/children`).trim();
  return [pid, ...(children ? children.split(' ') : [])];
};

const readText = path => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

const descriptorsOf = pid => {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return -1;
  }
};

/** Starts a server on the first core; undefined where it is not installed. */
const start = async (server, directory, limit) => {
  const port = nextPort++;
  const command = server.command(port, directory);
  if (!command) return undefined;
  const [program, ...words] = onCore(0, command);
  const { NODE_EXTRA_CA_CERTS, ...env } = process.env;
  const limited = limit
    ? ['sh', '-c', `ulimit -n ${limit}; exec "$0" "$@"`, program, ...words]
    : [program, ...words];
  const child = spawn(limited[0], limited.slice(1), {
    stdio: 'ignore',
    env: { ...env, NODE_ENV: 'production' },
  });
  for (let tries = 0; tries < 200 && !(await answers(port)); tries++) await sleep(50);
  return {
    port,
    pid: child.pid,
    descriptors: () => Math.max(...family(child.pid).map(descriptorsOf)),
    stop: () =>
      new Promise(resolve => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', resolve);
        child.kill('SIGTERM');
        setTimeout(() => child.kill('SIGKILL'), 1500).unref();
      }),
  };
};

const measure = (port, path, connections) => {
  const [program, ...words] = onCore(1, [
    'wrk',
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    `http://127.0.0.1:${port}${path}`,
  ]);
  const { stdout } = spawnSync(program, words, { encoding: 'utf8' });
  return Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1] ?? 0);
};

/** Seconds of processor time that a server has had (proc(5): utime and stime in hundredths). */
const processorSeconds = pid =>
  family(pid).reduce((sum, each) => {
    const fields = readText(`/proc/${each}/stat`).split(') ').at(-1).split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / 100;
  }, 0);

/** Requests a second, and per second of the server's own processor time: that figure holds on a busy machine, too. */
const measureBoth = ({ port, pid }, path, connections) => {
  const before = processorSeconds(pid);
  const rate = measure(port, path, connections);
  return { rate, perSecond: (rate * seconds) / Math.max(0.01, processorSeconds(pid) - before) };
};

/** Requests a second of each server, all in turn, round after round; and each one's median ratio to `base`. */
const compare = async (servers, directory, path, connections, base) => {
  const running = [];
  for (const server of servers) {
    const one = await start(server, directory);
    if (one) running.push({ name: server.name, ...one, rounds: [] });
    else console.log(`MISSING: ${server.name} is not installed and not in this table`);
  }
  for (const one of running) measure(one.port, path, connections);
  for (let round = 0; round < rounds; round++)
    for (const one of running) one.rounds.push(measureBoth(one, path, connections));
  const reference = running.find(({ name }) => name === base);
  const result = running.map(({ name, rounds, pid }) => ({
    name,
    ratio: median(rounds.map(({ rate }, i) => rate / reference.rounds[i].rate)),
    perSecond: median(rounds.map(({ perSecond }, i) => perSecond / reference.rounds[i].perSecond)),
    rate: median(rounds.map(({ rate }) => rate)),
    peak: Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
  }));
  for (const one of running) await one.stop();
  return result;
};

const table = (title, base, rows) => {
  console.log(
    `\n${title}, × ${base}\n\n| server | × ${base} | the same per processor second | requests/s | most memory, MB |\n|---|---|---|---|`,
  );
  for (const { name, ratio, perSecond, rate, peak } of rows)
    console.log(
      `| ${name} | ${ratio.toFixed(2)} | ${perSecond.toFixed(2)} | ${Math.round(rate)} | ${peak.toFixed(0)} |`,
    );
};

const makeFiles = () => {
  const directory = mkdtempSync(join(tmpdir(), 'netcheck-bench-'));
  for (const [path, size] of Object.values(files)) {
    writeFileSync(directory + path, Buffer.alloc(size, 'netcheck '));
    utimesSync(directory + path, 1e9, 1e9);
  }
  writeFileSync(join(directory, 'ping'), 'PONG');
  return directory;
};

const main = async () => {
  const missing = ['wrk', 'slowhttptest', 'taskset'].filter(
    name => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0,
  );
  if (missing.length > 0)
    throw new Error(`needs ${missing.join(', ')} (apt-get install wrk slowhttptest util-linux)`);
  if (!existsSync(join(root, 'dist/serve.cjs'))) refuse('needs npm run build');
  const directory = makeFiles();
  const scratch = join(root, 'node_modules/.cache/netcheck-bench');
  mkdirSync(scratch, { recursive: true });
  const servers = serversIn(scratch);
  console.log(
    `${rounds} rounds of ${seconds} s, each server in turn; node ${process.version}; ${cpus().length} cores`,
  );
  const only = name => wanted ?? name;
  if (only('pong') === 'pong')
    table(
      'PONG, keep-alive, 64 connections',
      'node:http',
      await compare(
        servers.filter(({ pong }) => pong),
        directory,
        '/ping',
        64,
        'node:http',
      ),
    );
  if (only('files') === 'files')
    for (const [size, [path]] of Object.entries(files))
      table(
        `Files of ${size}, 16 connections`,
        'sirv-cli',
        await compare(
          servers.filter(one => one.files),
          directory,
          path,
          16,
          'sirv-cli',
        ),
      );
  if (only('attacks') === 'attacks') {
    console.log(
      `\n3,000 slow clients, 1,024 descriptors, ${probes} honest probes: lost / most descriptors / ten-second download\n`,
    );
    console.log(
      '| server | slow headers | slow bodies | slow reading | many ranges |\n|---|---|---|---|---|',
    );
    const [downloadPath, downloadSize] = files['10 MB'];
    for (const server of servers.filter(({ attack }) => attack)) {
      const results = await runAttacks(() => start(server, directory, 1024), {
        probes,
        downloadPath,
        downloadSize,
      });
      const cells = Object.values(results).map(
        ({ lost, descriptors, download }) => `${lost} / ${descriptors} / ${download ? 'whole' : 'cut'}`,
      );
      console.log(`| ${server.name} | ${cells.join(' | ')} |`);
    }
  }
  rmSync(directory, { recursive: true });
};

if (inside) await main();
else if (process.getuid?.() !== 0) refuse('needs root: it makes a machine of its own');
else reenter();
