import type { System } from '../../system/system.js';
import { textOf } from '../text-of.js';

/** How a process of PM2 ended that was not to be started again (--no-autorestart). */
export interface Pm2End {
  readonly code: number;
  /** The signal that ended it; PM2 says SIGINT where there was none. */
  readonly signal: string;
  /** The line of PM2's log, and that log. */
  readonly line: string;
  readonly path: string;
}

const LAST = 64 * 1024;

/** The last end of an entry by PM2's own log; undefined where somebody had PM2 stop it, or the log tells of none. */
export function lastEnd(system: System, home: string, name: string, id: number): Pm2End | undefined {
  const path = `${home}/pm2.log`;
  const lines = (textOf(system, path, -LAST) ?? '').split('\n');
  const own = lines.filter(
    line => line.includes(`App [${name}:${id}] `) || line.includes(`Stopping app:${name} id:${id}`),
  );
  const line = own.at(-1)?.trim() ?? '';
  const [, code, signal] = / exited with code \[(\d+)\] via signal \[(\w+)\]$/.exec(line) ?? [];
  if (signal === undefined || own.at(-2)?.includes('Stopping app:')) return undefined;
  return { code: Number(code), signal, line, path };
}
