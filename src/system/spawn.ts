import { getSystemErrorName } from 'node:util';
import { POLLIN, whenReady } from './ready.js';
import { type SpawnCalls, spawnCalls } from './spawn-calls.js';
import type { Output } from './system.js';

const O_CLOEXEC = 0o2000000;
const POSIX_SPAWN_SETSIGDEF = 4;
const WNOHANG = 1;
/** Room for posix_spawn_file_actions_t, posix_spawnattr_t and sigset_t, with plenty to spare (80, 336 and 128 bytes). */
const [ACTIONS, ATTRIBUTES, SIGNALS] = [256, 1024, 256];
/** Node ignores SIGPIPE and SIGXFSZ; what it starts shall not. */
const IGNORED = [13, 25];
const CHUNK = 64 * 1024;

/** The reading and the writing end of a new pipe. */
function pipe(c: SpawnCalls): readonly [number, number] {
  const ends = Buffer.alloc(8);
  if (c.pipe2(ends, O_CLOEXEC) !== 0) throw new Error('no pipe');
  return [ends.readInt32LE(0), ends.readInt32LE(4)];
}

function defaultSignals(c: SpawnCalls): Buffer {
  const attributes = Buffer.alloc(ATTRIBUTES);
  const signals = Buffer.alloc(SIGNALS);
  for (const signal of IGNORED) signals[(signal - 1) >> 3]! |= 1 << ((signal - 1) & 7);
  c.posix_spawnattr_init(attributes);
  c.posix_spawnattr_setsigdefault(attributes, signals);
  c.posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF);
  return attributes;
}

/** Starts a program whose standard output and error go to these; its pid, or the error's number, negative. */
async function start(
  c: SpawnCalls,
  [program, ...args]: readonly [string, ...string[]],
  environment: NodeJS.ProcessEnv,
  output: number,
  errors: number,
): Promise<number> {
  const actions = Buffer.alloc(ACTIONS);
  const pid = Buffer.alloc(4);
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  c.posix_spawn_file_actions_init(actions);
  c.posix_spawn_file_actions_addopen(actions, 0, '/dev/null', 0, 0);
  c.posix_spawn_file_actions_adddup2(actions, output, 1);
  c.posix_spawn_file_actions_adddup2(actions, errors, 2);
  const words = [program, ...args, null];
  const attributes = defaultSignals(c);
  const failed = await new Promise<number>((resolve, reject) => {
    const done = (error: Error | null, number: number) => (error ? reject(error) : resolve(number));
    c.posix_spawnp.async(pid, program, actions, attributes, words, [...variables, null], done);
  });
  c.posix_spawn_file_actions_destroy(actions);
  return failed ? -failed : pid.readInt32LE(0);
}

/** Reads a pipe to its end; false where `until` is over before. */
async function readToEnd(
  c: SpawnCalls,
  file: number,
  until: number,
  keep: (bytes: Buffer) => void,
): Promise<boolean> {
  const chunk = Buffer.allocUnsafe(CHUNK);
  while (await whenReady(file, POLLIN, until)) {
    const length = Number(c.read(file, chunk, chunk.length));
    if (length <= 0) return true;
    keep(Buffer.from(chunk.subarray(0, length)));
  }
  return false;
}

/** Waits for the end of a process: its exit status, null where a signal ended it, undefined where `until` is over before. */
async function endOf(c: SpawnCalls, pid: number, until: number): Promise<number | null | undefined> {
  const status = Buffer.alloc(4);
  while (c.waitpid(pid, status, WNOHANG) === 0) {
    if (performance.now() >= until) return undefined;
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  const word = status.readInt32LE(0);
  return (word & 0x7f) === 0 ? (word >> 8) & 0xff : null;
}

/** What is allowed to a program: milliseconds, and bytes of its output that are kept. */
export interface Bounds {
  readonly timeout: number;
  readonly limit: number;
}

async function outputOf(
  c: SpawnCalls,
  pid: number,
  pipes: readonly [number, number],
  { timeout, limit }: Bounds,
): Promise<Output | undefined> {
  const until = performance.now() + timeout;
  const kept: Buffer[][] = [[], []];
  let size = 0;
  const keepIn = (list: Buffer[]) => (bytes: Buffer) => {
    size += bytes.length;
    if (size <= limit) list.push(bytes);
  };
  const ended = await Promise.all(
    pipes.map((file, index) => readToEnd(c, file, until, keepIn(kept[index]!))),
  );
  for (const file of pipes) c.close(file);
  const status = ended.includes(false) ? undefined : await endOf(c, pid, until);
  if (status === undefined) {
    process.kill(pid, 'SIGKILL');
    await endOf(c, pid, performance.now() + 100);
    return undefined;
  }
  const [stdout, stderr] = kept.map(list => Buffer.concat(list).toString('utf8'));
  return { status, stdout: stdout!, stderr: stderr! };
}

/**
 * Runs a program without a shell and without input: posix_spawn(3), because Node's own way takes 7 ms to load and to fork.
 * Gives its output, undefined where it took too long; rejects with a `code` where it cannot be started. Undefined at once
 * where only Node can do it (no koffi, no Linux).
 */
export function spawn(
  words: readonly [string, ...string[]],
  environment: NodeJS.ProcessEnv,
  bounds: Bounds,
): Promise<Output | undefined> | undefined {
  const c = spawnCalls();
  return c && !words.some(word => word.includes('\0')) ? spawned(c, words, environment, bounds) : undefined;
}

async function spawned(
  c: SpawnCalls,
  words: readonly [string, ...string[]],
  environment: NodeJS.ProcessEnv,
  bounds: Bounds,
): Promise<Output | undefined> {
  const [out, err] = [pipe(c), pipe(c)];
  const pid = await start(c, words, environment, out[1], err[1]).finally(() => {
    c.close(out[1]);
    c.close(err[1]);
  });
  if (pid > 0) return outputOf(c, pid, [out[0], err[0]], bounds);
  c.close(out[0]);
  c.close(err[0]);
  const code = getSystemErrorName(pid);
  throw Object.assign(new Error(`spawn ${words[0]} ${code}`), { code });
}
