import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** The whole program in one bundle of this test file's own, as `node PATH` runs it. */
export const buildProgram = async (name: string): Promise<string> => {
  const outfile = join(root, 'node_modules/.cache/netcheck-test', `${name}-${process.pid}.cjs`);
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['src/entry.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    external: ['koffi', 'systeminformation'],
    define: { NETCHECK_VERSION: '"0.0.0"', 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
    logLevel: 'error',
  });
  return outfile;
};

export interface Started {
  readonly child: ChildProcess;
  /** What it wrote so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves when standard output has this; rejects when the program ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<{ status: number | null; signal: string | null }>;
}

/** Runs the program; everything that is still running is killed by `stopAll`. */
export const startProgram = (
  path: string,
  words: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; program?: readonly string[] } = {},
): Started => {
  const [program, ...before] = options.program ?? [process.execPath];
  const child = spawn(program!, [...before, path, ...words], {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stderr!.on('data', chunk => {
    stderr += chunk;
  });
  const ended = new Promise<{ status: number | null; signal: string | null }>(resolve =>
    child.once('close', (status, signal) => resolve({ status, signal })),
  );
  const waiting = new Set<() => void>();
  child.stdout!.on('data', chunk => {
    stdout += chunk;
    for (const check of waiting) check();
  });
  const until = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        const match = pattern.exec(stdout);
        if (match) resolve(match);
      };
      waiting.add(check);
      check();
      void ended.then(({ status }) => reject(new Error(`ended with ${status}: ${stdout}${stderr}`)));
    });
  return { child, stdout: () => stdout, stderr: () => stderr, until, ended };
};

const children: ChildProcess[] = [];

export const stopAll = (): void => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
};

/** Starts `serve … --port 0 --json` and gives what its line of JSON says. */
export const startServe = async (
  path: string,
  words: readonly string[],
  options: Parameters<typeof startProgram>[2] = {},
): Promise<Started & { port: number; ready: Record<string, unknown> }> => {
  const started = startProgram(path, ['serve', '--port', '0', '--json', ...words], options);
  const [line] = await started.until(/^\{.*\}\n/m);
  const ready = JSON.parse(line);
  return { ...started, ready, port: ready.port };
};
