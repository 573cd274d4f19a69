import { scriptOf, startsByScript } from '../../facts/processes/by-source.js';
import { commandsIn } from '../../facts/processes/shell-commands.js';
import type { Process } from '../../facts/processes/types.js';
import { baseName } from '../../programs/invocation.js';
import { isEndless } from '../../programs/sources/loops.js';
import type { Finding } from '../rule.js';
import { named } from '../serving.js';

/** Whether a shell's words start the server: they name its port, or run a script, in the background too, where one is known to serve it. */
const starts = (text: string, port: number, byScript: boolean): boolean =>
  startsByScript(text, port) ||
  (byScript && commandsIn(text.replaceAll('&', ';')).some(words => scriptOf(words) !== undefined));

/** Under two minutes: what runs once in an hour is a job, and ends in order. */
export const PAUSE = /^sleep (?:\d{0,2}(?:\.\d+)?s?|1m)$/;

/**
 * A shell that sleeps in the loop in which it starts the server: what it started last has ended, and it will start it
 * again. This shows where no log tells of it: in tmux, or with the output thrown away.
 */
export function loopAsleep(
  shell: Process,
  { text, loop }: { readonly text: string; readonly loop: string },
  processes: readonly Process[],
  port: number,
): Finding | undefined {
  const [asleep, ...others] = processes.filter(({ parent, state }) => parent === shell.pid && state !== 'Z');
  const pause = asleep?.command.map(baseName).join(' ') ?? '';
  if (!asleep || others.length > 0 || !PAUSE.test(pause)) return undefined;
  const byScript = shell.scriptPort === port;
  // Where it is started before the loop, that one only keeps the shell there.
  const isStarter = starts(loop, port, byScript) && !starts(text.replace(loop, ''), port, byScript);
  if (!isStarter || !isEndless(loop)) return undefined;
  return {
    severity: 'error',
    summary: `${named(shell, processes)} starts the server again and again, and each run ends before it can serve: just now it waits (${pause}) to start it once more.`,
    says: 'ends and is started again',
    evidence: [
      {
        fact: 'processes',
        says: `pid ${asleep.pid}, its only child: ${pause}, in the loop ${loop.replace(/\s+/g, ' ').slice(0, 200)}`,
        source: `/proc/${asleep.pid}/cmdline`,
      },
    ],
    fixes: [
      {
        title: 'See why it ends',
        text: `Run once by hand what the loop runs, and mend what that says. This shows where its output goes:\n  netcheck bg pid:${shell.pid}`,
        needsRoot: false,
      },
    ],
    outcome: 'refused',
  };
}
