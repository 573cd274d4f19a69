import { type ChildProcess, spawn } from 'node:child_process';
import { program as netcheck } from '../support/netcheck.js';

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
  words: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; program?: readonly string[] } = {},
): Started => {
  const [program, ...before] = options.program ?? [process.execPath];
  const child = spawn(program!, [...before, netcheck, ...words], {
    cwd: options.cwd,
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
  words: readonly string[],
  options: Parameters<typeof startProgram>[1] = {},
): Promise<Started & { port: number; ready: Record<string, unknown> }> => {
  const started = startProgram(['serve', '--port', '0', '--json', ...words], options);
  const [line] = await started.until(/^\{.*\}\n/m);
  const ready = JSON.parse(line);
  return { ...started, ready, port: ready.port };
};
