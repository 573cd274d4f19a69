// Plays lab cases and keeps what netcheck saw of them as worlds for the tests: `npm run worlds -- CASE…`, as root.
// What belongs to the machine that played them (paths, the caller's PATH) is replaced, so that a world is nobody's.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLine } from './command-line.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const usage = 'npm run worlds -- CASE… (such as bind/loopback-only)';
const { positionals: names } = commandLine(usage, {}, true);
if (names.length === 0) {
  console.error(`usage: ${usage}`);
  process.exit(2);
}

const kept = mkdtempSync(join(tmpdir(), 'worlds-'));
spawnSync(process.execPath, [join(root, 'test/lab/run.mjs'), '--keep', kept, ...names], { stdio: 'inherit' });

for (const name of names) {
  const file = join(kept, name, 'look.json');
  if (!existsSync(file)) {
    process.stderr.write(`record-worlds: ${name} left no record\n`);
    continue;
  }
  const text = readFileSync(file, 'utf8')
    .replaceAll(join(kept, name), '/srv/case')
    .replaceAll(kept, '/srv')
    .replaceAll(root, '/opt/netcheck')
    .replace(/"PATH": "[^"]*"/g, '"PATH": "/usr/bin:/bin"')
    .replaceAll(`${homedir()}/`, '/home/ana/')
    .replace(/"release": "(\d+\.\d+)[^"]*"/g, '"release": "$1.0"');
  const diagnosis = JSON.parse(readFileSync(join(kept, name, 'why.json'), 'utf8'));
  const world = {
    case: name,
    verdict: diagnosis.verdict,
    causes: diagnosis.causes.map(({ severity, code }) => `${severity} ${code}`),
    record: JSON.parse(text),
  };
  writeFileSync(
    join(root, 'test/worlds', `${name.replace('/', '.')}.json`),
    `${JSON.stringify(world, null, 1)}\n`,
  );
}
rmSync(kept, { recursive: true });
