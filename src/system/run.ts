import { existsSync } from 'node:fs';
import { type Bounds, spawn } from './spawn.js';
import type { Output, RunOptions } from './system.js';

const TIMEOUT = 2000;
const LIMIT = 64 * 1024 * 1024;

/** Loaded where it is needed: it costs 3 ms. */
const childProcess = () => process.getBuiltinModule('node:child_process');

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C' });

const late = (program: string, timeout: number): Error =>
  Object.assign(new Error(`${program}: no answer in ${timeout} ms`), { code: 'ETIMEDOUT' });

/** Where programs for root are, which the PATH of `su`, of cron and of ordinary users leaves out (hier(7)). */
const SBIN = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The path of a program that was not found by PATH and is there all the same. */
const besidePath = (program: string, error: unknown): string | undefined =>
  (error as NodeJS.ErrnoException).code === 'ENOENT' && !program.includes('/')
    ? SBIN.map(folder => `${folder}/${program}`).find(path => existsSync(path))
    : undefined;

/** Runs a program without a shell, with LC_ALL=C; see System. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Output> {
  try {
    return await runFound(program, args, options);
  } catch (error) {
    const path = besidePath(program, error);
    if (path === undefined) throw error;
    return runFound(path, args, options);
  }
}

async function runFound(program: string, args: readonly string[], options: RunOptions): Promise<Output> {
  const { timeout = TIMEOUT, limit = LIMIT, input } = options;
  const direct =
    input === undefined ? spawn([program, ...args], environment(), { timeout, limit }) : undefined;
  if (!direct) return runByNode(program, args, { timeout, limit, input });
  const output = await direct;
  if (!output) throw late(program, timeout);
  return output;
}

function runByNode(
  program: string,
  args: readonly string[],
  { timeout, limit, input }: Bounds & { readonly input: string | undefined },
): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = childProcess().spawn(program, args, { env: environment(), windowsHide: true });
    const streams = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let size = 0;
    let killed = false;
    const timer = setTimeout(() => {
      killed = true;
      child.kill('SIGKILL');
    }, timeout);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= limit) streams[name].push(chunk);
      });
    }
    child.on('error', error => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', code => {
      clearTimeout(timer);
      if (killed) reject(late(program, timeout));
      else
        resolve({
          status: code,
          stdout: Buffer.concat(streams.stdout).toString('utf8'),
          stderr: Buffer.concat(streams.stderr).toString('utf8'),
        });
    });
    // A program that ends without reading its input is no error of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** The same, waiting for its end. */
export function runSync(program: string, args: readonly string[], options: RunOptions = {}): Output {
  try {
    return runFoundSync(program, args, options);
  } catch (error) {
    const path = besidePath(program, error);
    if (path === undefined) throw error;
    return runFoundSync(path, args, options);
  }
}

function runFoundSync(program: string, args: readonly string[], options: RunOptions): Output {
  const { timeout = TIMEOUT, limit = LIMIT, input } = options;
  const { status, stdout, stderr, error } = childProcess().spawnSync(program, args, {
    env: environment(),
    windowsHide: true,
    timeout,
    killSignal: 'SIGKILL',
    maxBuffer: limit,
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
  });
  // Too much output ends the program, and what came until then is kept.
  if (error && (error as NodeJS.ErrnoException).code !== 'ENOBUFS') throw error;
  return { status, stdout, stderr };
}
