import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { whyNot } from '../net/errno.js';
import { escaped } from '../render/escape.js';
import { type Context, UsageError } from './context.js';
import { stateFolder } from './state-folder.js';

/** What the detached process tells the one that started it. */
interface Message {
  readonly ready?: string;
}

const patienceMs = 20_000;

/** Where the output of a server in the background goes. */
function newLog({ system }: Context): string {
  try {
    const folder = stateFolder(system.env);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return join(folder, `serve-${new Date(system.now()).toISOString().replace(/[:.]/g, '-')}.log`);
  } catch (error) {
    throw new UsageError(
      `there is no place for what the server prints: ${whyNot(error)}`,
      'XDG_STATE_HOME or TMPDIR names one',
    );
  }
}

/**
 * Starts the same command in a session of its own, with its output in a file, and waits until it listens. Gives the exit
 * status: 0, or 2 where it ended instead.
 */
export async function startInBackground(context: Context, json: boolean): Promise<number> {
  const path = newLog(context);
  const output = openSync(path, 'a', 0o600);
  const [program, ...words] = process.argv as [string, ...string[]];
  const child = spawn(program, [...process.execArgv, ...words.filter(word => word !== '--background')], {
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  const ready = await new Promise<string | undefined>(resolve => {
    const timer = setTimeout(() => resolve(undefined), patienceMs);
    const done = (text: string | undefined): void => {
      clearTimeout(timer);
      resolve(text);
    };
    child.on('message', (message: Message) => done(message.ready));
    child.once('exit', () => done(undefined));
    child.once('error', () => done(undefined));
  });
  if (ready === undefined) {
    context.err(escapedLines(readFileSync(path, 'utf8')) || 'netcheck: the server did not start\n');
    if (child.exitCode === null) child.kill();
    return 2;
  }
  child.disconnect();
  child.unref();
  context.out(ready);
  if (!json)
    context.out(
      `In the background as pid ${child.pid}. Output: ${escaped(path)}\nStop it:  kill ${child.pid}\n`,
    );
  return 0;
}

const escapedLines = (text: string): string => text.split('\n').map(escaped).join('\n');

/** Tells the process that waits in front, if there is one, what to print. */
export const tellReady = (text: string): void => {
  process.send?.({ ready: text } satisfies Message, undefined, undefined, () => {
    if (process.connected) process.channel?.unref();
  });
};
