/**
 * apply-fix.mjs DIAGNOSIS RESULTS: does what the first cause's first fix with steps says, one step after another, as
 * the person would who reads it. Status 2 where there is no such fix, 1 where a step cannot be done as printed.
 */
import { spawn } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [file, results] = process.argv.slice(2);
const [cause] = JSON.parse(readFileSync(file, 'utf8')).causes;
const fix = cause?.fixes.find(({ steps }) => steps?.length);

/** Whether the process is there and no zombie. */
function lives(pid) {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

async function stop({ pid }) {
  if (lives(pid)) process.kill(pid, 'SIGTERM');
  for (let tries = 0; lives(pid) && tries < 60; tries++) await sleep(50);
  if (lives(pid)) process.kill(pid, 'SIGKILL');
}

async function run({ command, cwd, background }) {
  const log = openSync(`${results}/fix-output.txt`, 'a');
  const child = spawn('bash', ['-c', command], { cwd, detached: true, stdio: ['ignore', log, log] });
  if (background) return sleep(300).then(() => child.unref());
  const status = await Promise.race([
    new Promise(resolve => child.on('exit', resolve)),
    sleep(20_000, 'no end in 20 s', { ref: false }),
  ]);
  if (status !== 0) throw new Error(`status ${status}`);
}

function edit({ file: path, find, replace }) {
  const parts = readFileSync(path, 'utf8').split(find);
  if (parts.length !== 2)
    throw new Error(`${JSON.stringify(find)} occurs ${parts.length - 1} times in ${path}`);
  writeFileSync(path, parts.join(replace));
}

if (!fix) {
  console.log('no fix with steps');
  process.exit(2);
}
console.log(`${cause.code}: ${fix.title}`);
try {
  for (const step of fix.steps) {
    console.log(JSON.stringify(step));
    await { stop, run, edit }[step.do](step);
  }
} catch (error) {
  console.log(`failed: ${error.message}`);
  process.exit(1);
}
process.exit(0);
