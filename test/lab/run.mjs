#!/usr/bin/env node
/**
 * The fault lab: plays broken and healthy machines in namespaces, asks netcheck about each and prints how often it was
 * right. See test/lab/README.md. Needs root and what test/setup-machine.sh installs.
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLine } from '../../scripts/command-line.mjs';
import { isRight, judge, read } from './judge.mjs';
import { asMarkdown, asText, provenText } from './table.mjs';

const lab = dirname(fileURLToPath(import.meta.url));
const usage =
  'npm run lab -- [--prove] [--jobs N] [--json | --markdown | --readme] [--keep FOLDER] [--netcheck COMMAND] [CASE…]';
const known = {
  prove: { type: 'boolean', default: false },
  validate: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  markdown: { type: 'boolean', default: false },
  readme: { type: 'boolean', default: false },
  // Nine tenths of a case are waiting: for servers to start, and for what never answers.
  jobs: { type: 'string', default: String(4 * availableParallelism()) },
  keep: { type: 'string' },
  netcheck: { type: 'string', default: `${process.execPath} ${resolve(lab, '../../bin/netcheck.js')}` },
};
const { values: options, positionals: wanted } = commandLine(usage, known, true);
const mode = options.prove || options.validate ? 'prove' : 'ask';

/** Every case file whose name begins with, or holds, one of the words asked for. */
function caseFiles() {
  const folder = join(lab, 'cases');
  return readdirSync(folder, { recursive: true })
    .filter(name => name.endsWith('.sh'))
    .filter(name => wanted.length === 0 || wanted.some(word => name.includes(word)))
    .sort()
    .map(name => join(folder, name));
}

/** The unified cgroup hierarchy, in which a case gets a group of its own. */
const cgroups = readFileSync('/proc/self/mounts', 'utf8')
  .split('\n')
  .map(line => line.split(' '))
  .find(([, , type]) => type === 'cgroup2')?.[1];

const namespaces = [
  '--net',
  '--pid',
  '--mount',
  '--uts',
  '--ipc',
  '--cgroup',
  '--fork',
  '--kill-child',
  '--mount-proc',
];

/** Plays one case in namespaces of its own, at most three minutes; its results are files in `folder`. */
function play(file, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  const group = cgroups && join(cgroups, `netcheck-lab-${process.pid}-${folder.replaceAll('/', '-')}`);
  if (group) mkdirSync(group);
  const enter = group ? `echo $$ >'${group}/cgroup.procs';` : '';
  const stage = ['bash', join(lab, 'stage.sh'), file, folder, mode];
  const child = spawn(
    'bash',
    ['-c', `${enter} exec timeout -k 2 180 unshare "$@"`, 'lab', ...namespaces, ...stage],
    {
      detached: true,
      env: { ...process.env, NETCHECK: options.netcheck, keep: options.keep ?? '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => printed.push(chunk));
  return new Promise(done =>
    child.on('exit', () => {
      writeFileSync(join(folder, 'stage.txt'), Buffer.concat(printed));
      if (group) removeGroup(group);
      done();
    }),
  );
}

/**
 * Makes a machine that was not what it says once more, with no other beside it: a server that starts too late on a busy
 * host is no word about netcheck. What netcheck answered is never asked twice.
 */
async function playBadOnesAgain(rows, playCase) {
  for (const [index, row] of rows.entries()) {
    if (!row.bad) continue;
    console.error(`played again, alone: ${row.case}: ${row.bad}`);
    await playCase(index);
  }
}

/** Puts the table where the README keeps it. */
function writeReadme(table) {
  const readme = resolve(lab, '../../README.md');
  const text = readFileSync(readme, 'utf8');
  const place = /(?<=<!-- lab -->\n)[\s\S]*?(?=<!-- \/lab -->)/;
  if (!place.test(text))
    throw new Error('README.md has no <!-- lab --> and <!-- /lab -->, each on a line of its own');
  writeFileSync(
    readme,
    text.replace(place, () => `\n${table}\n\n`),
  );
}

/** Removes a cgroup with those inside it; what still runs there keeps it, and that is no harm. */
function removeGroup(group) {
  try {
    for (const entry of readdirSync(group, { withFileTypes: true }))
      if (entry.isDirectory()) removeGroup(join(group, entry.name));
    rmdirSync(group);
  } catch {}
}

async function main() {
  const files = caseFiles();
  if (files.length === 0) {
    console.error(`No case has ${wanted.join(' or ')} in its name; test/lab/cases has them all.`);
    process.exit(2);
  }
  if (process.getuid?.() !== 0) {
    console.error('The lab makes network namespaces, and that needs root.');
    process.exit(2);
  }
  const keep = options.keep ?? mkdtempSync(join(tmpdir(), 'netcheck-lab-'));
  mkdirSync(keep, { recursive: true });
  chmodSync(keep, 0o755);
  const rows = new Array(files.length);
  let next = 0;
  const playCase = async index => {
    const name = relative(join(lab, 'cases'), files[index]).slice(0, -3);
    const folder = join(keep, name);
    await play(files[index], folder);
    rows[index] = judge(name, read(files[index]), folder, mode);
  };
  const worker = async () => {
    for (let index = next++; index < files.length; index = next++) {
      await playCase(index);
      if (process.stderr.isTTY) process.stderr.write(`\r${next}/${files.length} `);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(options.jobs)) }, worker));
  await playBadOnesAgain(rows, playCase);
  if (options.json) console.log(JSON.stringify(rows, null, 1));
  else if (mode === 'prove') console.log(provenText(rows));
  else console.log(options.markdown ? asMarkdown(rows) : asText(rows));
  if (options.readme && mode === 'ask') writeReadme(asMarkdown(rows));
  console.error(`what was printed is kept in ${keep}`);
  if (!rows.every(row => isRight(row)) || !existsSync(keep)) process.exitCode = 1;
}

await main();
