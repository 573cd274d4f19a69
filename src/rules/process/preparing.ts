import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Process } from '../../facts/processes/types.js';
import { debuggerOf } from '../../programs/debugger.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { isTerminal } from '../../programs/supervision/terminal-output.js';
import { logSays } from '../log-line.js';
import { lastClaimOf, unheeding } from '../port/claimed.js';
import type { Evidence } from '../rule.js';
import { endedThread } from './ended-thread.js';
import { isForLock } from './hung-words.js';
import { lastOfWorkers } from './workers-left.js';

/** Younger than this it may still be starting, milliseconds. */
const youth = 30_000;

/** What a program does instead of listening, as the predicate of a sentence, and what to do about it. */
export interface Preparing {
  readonly does: string;
  /** The same in two words, where its age does not say it. */
  readonly says?: string;
  readonly evidence?: readonly Evidence[];
  readonly fix: Fix;
}

export const byHand = (title: string, text: string): Fix => ({ title, text, needsRoot: false });

/** What a program that does not listen on the port, or on any (0), does instead; `age` in milliseconds. */
export function preparationOf(
  process: Process,
  logs: readonly LogExcerpt[],
  port: number,
  age: number,
): Preparing & { readonly says: string } {
  const says = age < youth ? 'not listening yet' : 'not listening';
  const where = port ? ` on port ${port}` : '';
  return {
    says,
    ...(lamed(process, logs, where) ??
      alone(process, logs, where) ??
      mistaken(process, logs, port) ??
      forDebugger(process, where) ??
      forInput(process, where) ??
      forLock(process, where) ??
      starting(process, where, age)),
  };
}

/** It will never listen: what should have done so has ended. */
function lamed(process: Process, logs: readonly LogExcerpt[], where: string): Preparing | undefined {
  const thread = endedThread(logs, [process]);
  return (
    thread && {
      ...thread,
      does: `runs on and does not listen${where}: ${thread.says}`,
      says: 'not listening',
    }
  );
}

/** Its workers have ended, and it starts no others. */
function alone(process: Process, logs: readonly LogExcerpt[], where: string): Preparing | undefined {
  for (const log of logs) {
    const word = lastOfWorkers(process, log)?.slice(0, 240);
    if (word !== undefined)
      return {
        does: `runs on without its workers and does not listen${where}: they have ended, their last word: ${word.replace(/\.$/, '')}`,
        says: 'its workers have ended',
        evidence: [logSays(word, log.path)],
        fix: byHand('Mend what its log says, then start it again', `  tail -n 20 ${quoted(log.path)}`),
      };
  }
  return undefined;
}

/** It believes that it listens, for it did not look at the error: of an address or a port that it could not have. */
function mistaken(process: Process, logs: readonly LogExcerpt[], port: number): Preparing | undefined {
  const claim = lastClaimOf(process, port, logs);
  return (
    claim && {
      does: `does not listen on port ${port}: it ${unheeding}`,
      says: 'not listening',
      evidence: [logSays(claim.line, claim.path)],
      fix: byHand(
        'Let it say which error it got, and start it again',
        "The address that it wants may not be this machine's, or the port was taken. In Express 5 the callback of app.listen() is given the error: app.listen(port, error => { if (error) throw error; }).",
      ),
    }
  );
}

/** It was started so that it does not begin before a debugger has come. */
function forDebugger(process: Process, where: string): Preparing | undefined {
  const door = debuggerOf(process);
  if (!door?.waits) return undefined;
  return {
    does: `waits for a debugger (${door.option})${door.port === null ? '' : ` at ${door.port}`}, and does not listen${where} before that lets it go on`,
    fix: byHand(
      'Attach the debugger and let it go on, or start it without waiting',
      `Leave ${door.option} out of its command, npm script or NODE_OPTIONS and start it again.`,
    ),
  };
}

/** Channels in which a terminal is read: by read(2), or by the select(2) of a line editor before it. */
const reading = /^(?:n_tty_read|wait_woken|do_select|poll_schedule_timeout)/;

/** It holds the foreground of a terminal and waits: most likely for what is to be typed there. */
function forInput(
  { input, terminal, waitChannel, processGroup, foregroundGroup }: Process,
  where: string,
): Preparing | undefined {
  if (terminal === null || !isTerminal(input) || processGroup !== foregroundGroup) return undefined;
  if (!reading.test(waitChannel ?? '')) return undefined;
  return {
    does: `does not listen${where}: it seems to wait for input on ${terminal}, where it may have asked something`,
    fix: byHand(
      `Look at ${terminal} and answer what it asks`,
      'Many have an option by which they ask nothing (--yes, CI=true).',
    ),
  };
}

/** Somebody else has the lock of a file, as of flock(1) before the command that is to run once only. */
function forLock({ waitChannel, pid }: Process, where: string): Preparing | undefined {
  if (!isForLock(waitChannel ?? '')) return undefined;
  return {
    does: `waits for the lock of a file, and does not listen${where} before it has that`,
    fix: byHand(
      'Find out who has the lock',
      `This names the file, and under BLOCKER the process that has it:\n  lslocks -o PID,PATH,BLOCKER -p ${pid}`,
    ),
  };
}

function starting(process: Process, where: string, age: number): Preparing {
  const young = age < youth;
  return {
    does: young
      ? `started ${Math.max(0, Math.round(age / 1000))} s ago and does not listen yet${where}`
      : `runs and does not listen${where}`,
    fix: byHand(
      young
        ? 'Wait until it is ready, then ask again'
        : 'Look at its output: it says what it waits for, or why it could not bind',
      outputOf(process),
    ),
  };
}

/** How to see what a process writes. */
export const outputOf = ({ output, pid }: Process): string =>
  output?.startsWith('/') && !output.startsWith('/dev/')
    ? `  tail ${quoted(output)}`
    : `This shows where its output goes:\n  netcheck bg pid:${pid}`;
