import { setTimeout as sleep } from 'node:timers/promises';
import type { Diagnosis } from '../diagnosis/types.js';
import type { Fix, Step } from '../programs/fixes/fix.js';
import { handedOver } from '../programs/fixes/handover.js';
import { renderComparison } from '../render/comparison.js';
import { escaped } from '../render/escape.js';
import { stepLines } from '../render/fix.js';
import type { Theme } from '../render/theme.js';
import { indented } from '../render/wrap.js';
import { fixAgain } from './as-root.js';
import type { Context } from './context.js';
import { statusOf } from './exit-status.js';
import { howBack, reread, restore } from './fix.back.js';
import { hasNext, isGain, isWorse } from './fix.comparison.js';
import { diagnosed, type FixOptions } from './fix.diagnosed.js';
import { type Backup, backupFolder, edit, keepWritten } from './fix.edit.js';
import { heldTogether } from './fix.interrupt.js';
import { mayStop, runLine, StepError, startOf, stop } from './fix.steps.js';
import { byHand, endedOf, type Met, type Remembered, startAgain } from './fix.undo.js';

/** How long a server may take until the second diagnosis finds it, milliseconds. */
const settling = 8000;
/** What changes the kernel's rules and routes changes them at once; an interface takes a moment to find its link. */
const atOnce = /^(ip (-6 )?(route|rule)|nft|ip6?tables(-\w+)?|ufw|sysctl|tc) /;

/** What has become of the steps: those begun, and of these those that were done. */
export interface Done {
  readonly begun: Step[];
  readonly made: Step[];
  readonly backups: Backup[];
  error: string | undefined;
}

/** What is being mended, for whom, and where it is said. */
export interface Mending {
  readonly fix: Fix;
  readonly before: Diagnosis;
  readonly options: FixOptions;
  readonly context: Context;
  readonly theme: Theme;
}

/** Nothing stops halfway because nobody listens any more: a terminal may be closed, a disk full. */
const unfailing = (context: Context): Context => ({
  ...context,
  out: text => {
    try {
      context.out(text);
    } catch {}
  },
});

/** Does the steps, diagnoses again, and takes it all back where that is worse; the exit status. */
export async function applied(asked: Mending, met: Met): Promise<number> {
  const mending = { ...asked, context: unfailing(asked.context) };
  const { fix, before, options, context, theme } = mending;
  // What has ended since was not ended by this fix.
  const running = met.remembered.filter(each => startOf(each.pid) === each.start);
  const held = heldTogether();
  const done = await apply(mending, met, held.interrupted);
  if (done.error !== undefined) {
    const again = await takeBack(
      `It did not work: ${escaped(done.error).replace(/\.$/, '')}.`,
      mending,
      done,
      running,
    );
    held.letGo();
    return concluded(mending, again);
  }
  held.letGo();
  const prompt = fix.steps?.every(step => step.do === 'run' && atOnce.test(step.command));
  const after = await second(before, options, context, prompt ? 600 : settling);
  if (!isWorse(before, after)) {
    context.out(`\n${renderComparison(before, after, theme, context.columns)}`);
    context.out(howBack(done.backups, fix.steps ?? [], context, theme));
    if (hasNext(before, after)) context.out(`\n  Go on:  ${theme.command(escaped(fixAgain(options)))}\n`);
    return statusOf(after);
  }
  const serves = after.listeners.some(listener => listener.pid !== null);
  const { letGo } = heldTogether();
  const again = await takeBack('It is worse than before.', mending, done, serves ? [] : running);
  letGo();
  return concluded(mending, again);
}

/**
 * Puts files back and starts again what has ended, which it gives; whoever interrupts that has to wait. What a command has
 * done stays, but where its fix says how to go back.
 */
export async function takeBack(
  why: string,
  { fix, context, theme }: Mending,
  { backups, begun, made }: Done,
  running: readonly Remembered[],
): Promise<readonly Remembered[]> {
  const back = made.length > 0 ? fix.back : undefined;
  const can = back !== undefined || backups.length > 0 || endedOf(running).length > 0;
  const stays = can ? [] : made.flatMap(stepLines);
  const says = can ? ' Taking it back.' : stays.length > 0 ? ' This is done, and stays so:' : '';
  const lines = stays.map(line => `    ${escaped(line)}\n`).join('');
  context.out(`  ${theme.bad('✗')} ${why}${says}\n${lines}`);
  const left = restore(backups);
  if (left.length > 0)
    context.out(`  ${escaped(left.join('; '))}.\n${howBack(backups, fix.steps ?? [], context, theme)}`);
  if (backups.length > 0) await reread(begun);
  if (back !== undefined) await runLine({ do: 'run', command: back }).catch(() => {});
  const ended = endedOf(running);
  for (const each of ended) startAgain(each);
  return ended;
}

/** What the diagnosis says once all was taken back: it is no success. */
async function concluded(
  { before, options, context, theme }: Mending,
  again: readonly Remembered[],
): Promise<number> {
  const last = await second(before, options, context, settling);
  context.out(`\n${renderComparison(before, last, theme, context.columns)}`);
  const [down] = last.listeners.length === 0 ? endedOf(again) : [];
  if (down) {
    const says = 'It does not start again as it was, either. Start it by hand, and look at what it prints:';
    context.out(`${indented(says, 2, context.columns)}\n    ${theme.command(escaped(byHand(down)))}\n`);
  }
  return Math.max(1, statusOf(last));
}

async function apply(
  { fix, context, theme }: Mending,
  { starts }: Met,
  interrupted: () => boolean,
): Promise<Done> {
  const done: Done = { begun: [], made: [], backups: [], error: undefined };
  try {
    const folder = backupFolder(context.system.env, context.system.now());
    for (const step of fix.steps ?? []) {
      // A signal is heard between two turns of the event loop.
      await sleep(0);
      if (interrupted()) throw new StepError('you interrupted it');
      context.out(`  ${theme.faint('·')} ${escaped(stepLines(step)[0] ?? '')}\n`);
      done.begun.push(step);
      if (step.do === 'edit') edit(step, folder, done.backups);
      else if (step.do === 'run') {
        done.backups.push(...keepWritten(step, folder));
        const pid = handedOver(step.command);
        if (pid !== undefined) mayStop(pid, starts.get(pid));
        await runLine(step);
      } else {
        await stop(step.pid, starts.get(step.pid));
      }
      done.made.push(step);
    }
  } catch (error) {
    done.error = (error as Error).message;
  }
  return done;
}

/** Diagnoses until the target is reached or the server has had time enough: `patience`, milliseconds. */
async function second(
  before: Diagnosis,
  options: FixOptions,
  context: Context,
  patience: number,
): Promise<Diagnosis> {
  const end = performance.now() + patience;
  for (;;) {
    const diagnosis = await diagnosed(options, context);
    if (diagnosis.verdict === 'reachable' || isGain(before, diagnosis) || performance.now() >= end)
      return diagnosis;
    await sleep(500);
  }
}
