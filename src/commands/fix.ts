import { setTimeout as sleep } from 'node:timers/promises';
import type { Diagnosis } from '../diagnosis/types.js';
import type { Fix, Step } from '../programs/fix.js';
import { handedOver } from '../programs/handover.js';
import { quoted } from '../programs/shell.js';
import { renderComparison } from '../render/comparison.js';
import { escaped } from '../render/escape.js';
import { renderFix, stepLines } from '../render/fix.js';
import { loadTheme, type Theme } from '../render/theme.js';
import { headline } from '../render/verdict.js';
import { indented } from '../render/wrap.js';
import { sudoAgain } from './as-root.js';
import { type Context, UsageError } from './context.js';
import { statusOf } from './exit-status.js';
import { howBack, reread, restore } from './fix.back.js';
import { isGain, isWorse } from './fix.comparison.js';
import { type Backup, backupFolder, edit, keepAppended } from './fix.edit.js';
import { heldTogether } from './fix.interrupt.js';
import { mayStop, runLine, StepError, startOf, stop } from './fix.steps.js';
import { endedOf, type Met, meet, startAgain } from './fix.undo.js';

/** The options of `netcheck fix`, as they were typed. */
export interface FixOptions {
  readonly target: string;
  readonly from?: string;
  readonly '4'?: boolean;
  readonly '6'?: boolean;
  readonly timeout?: string;
  /** Which of the printed fixes, from 1. */
  readonly fix?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** How long a server may take until the second diagnosis finds it, milliseconds. */
const settling = 8000;
/** What changes the kernel's rules and routes changes them at once; an interface takes a moment to find its link. */
const atOnce = /^(ip (-6 )?(route|rule)|nft|ip6?tables(-\w+)?|ufw|sysctl|tc) /;

/** `netcheck fix`: diagnoses, shows the steps and their risk, asks, applies, diagnoses again. The status is the last diagnosis's. */
export async function run(options: FixOptions, context: Context): Promise<number> {
  const number = numberOf(options.fix ?? '1');
  const theme = await loadTheme(context.colour);
  const asUser = context.system.uid > 0;
  const before = await diagnosed(options, context);
  context.out(`${headline(before, theme, context.columns)}\n`);
  const cause = before.causes.find(each => each.severity === 'error');
  if (!cause) {
    context.out(`${indented(escaped(withoutError(before)), 2, context.columns)}\n`);
    return statusOf(before);
  }
  const fix = chosen(cause.fixes, number);
  context.out(`${indented(`${escaped(cause.summary)} (${cause.code})`, 2, context.columns)}\n\n`);
  if (!fix?.steps) {
    context.out(
      fix
        ? `${renderFix(fix, 'Only you can do this:', theme, context.columns, asUser).join('\n')}\n`
        : '  netcheck knows no fix for this one.\n',
    );
    return statusOf(before);
  }
  context.out(`${renderFix(fix, 'Fix:', theme, context.columns, asUser).join('\n')}\n`);
  if (options.dryRun) return statusOf(before);
  const met = meet(fix);
  await agreed(fix, options, context);
  return applied(fix, met, before, options, context, theme);
}

/** What is said where nothing is broken: a warning is mended only by whoever wants that. */
function withoutError({ verdict, causes, unchecked, target }: Diagnosis): string {
  if (verdict === 'inconclusive' && unchecked.length > 0)
    return `Nothing is known to be broken. What could not be looked at: netcheck why ${quoted(target.input)}`;
  if (verdict !== 'reachable') return 'netcheck cannot name a cause that could be mended.';
  const warning = causes.find(({ severity, fixes }) => severity === 'warning' && fixes.length > 0);
  return warning
    ? `Nothing keeps clients out, so there is nothing to mend. Worth mending by hand: ${warning.summary} (${warning.code})`
    : 'There is nothing to mend.';
}

async function diagnosed(options: FixOptions, context: Context): Promise<Diagnosis> {
  const { diagnosisOf, look } = await import('./why.js');
  const { target, ...asking } = options;
  const looks = await look({ targets: [target], ...asking }, context);
  return diagnosisOf(looks[0]!);
}

function numberOf(text: string): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (number < 1) throw new UsageError(`--fix ${text} is not the number of a fix`, 'from 1');
  return number;
}

function chosen(fixes: readonly Fix[], number: number): Fix | undefined {
  if (number <= Math.max(1, fixes.length)) return fixes[number - 1];
  const many =
    fixes.length > 1 ? `are ${fixes.length} fixes` : fixes.length === 1 ? 'is one fix' : 'is no fix';
  throw new UsageError(`--fix ${number}: there ${many}`, 'netcheck why prints them');
}

/** Nothing is done without somebody's yes, and nothing that needs root without it. */
async function agreed(fix: Fix, options: FixOptions, context: Context): Promise<void> {
  if (fix.needsRoot && context.system.uid !== 0)
    throw new UsageError('this fix needs root', sudoAgain(options));
  if (options.yes) return;
  if (!context.ask)
    throw new UsageError(
      'there is no terminal to ask on',
      '--yes applies the steps above, --dry-run only shows them',
    );
  const risk = fix.risk ? `${escaped(fix.risk)} ` : '';
  const answer = await context.ask(`\n  ${risk}Do it? [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('nothing was done');
}

interface Done {
  readonly begun: Step[];
  readonly backups: Backup[];
  error: string | undefined;
}

async function applied(
  fix: Fix,
  met: Met,
  before: Diagnosis,
  options: FixOptions,
  context: Context,
  theme: Theme,
): Promise<number> {
  // What has ended since was not ended by this fix.
  const running = met.remembered.filter(each => startOf(each.pid) === each.start);
  const done = await apply(fix, met, context, theme);
  const prompt = fix.steps?.every(step => step.do === 'run' && atOnce.test(step.command));
  const after = await second(
    before,
    options,
    context,
    done.error !== undefined ? 0 : prompt ? 600 : settling,
  );
  const worse = done.error !== undefined || isWorse(before, after);
  if (!worse) {
    context.out(`\n${renderComparison(before, after, theme, context.columns)}`);
    context.out(howBack(done.backups, fix.steps ?? [], context, theme));
    return statusOf(after);
  }
  context.out(
    `  ${theme.bad('✗')} ${done.error ? `It did not work: ${escaped(done.error)}.` : 'It is worse than before.'} Taking it back.\n`,
  );
  const left = restore(done.backups);
  if (left.length > 0)
    context.out(`  ${escaped(left.join('; '))}.\n${howBack(done.backups, fix.steps ?? [], context, theme)}`);
  if (done.backups.length > 0) await reread(done.begun);
  for (const each of endedOf(running)) {
    if (after.listeners.some(listener => listener.pid !== null) && done.error === undefined) break;
    startAgain(each);
  }
  const last = await second(before, options, context, settling);
  context.out(`\n${renderComparison(before, last, theme, context.columns)}`);
  return Math.max(1, statusOf(last));
}

async function apply(fix: Fix, { starts }: Met, context: Context, theme: Theme): Promise<Done> {
  const done: Done = { begun: [], backups: [], error: undefined };
  const folder = backupFolder(context.system.env, context.system.now());
  const { interrupted, letGo } = heldTogether();
  try {
    for (const step of fix.steps ?? []) {
      if (interrupted()) throw new StepError('you interrupted it');
      context.out(`  ${theme.faint('·')} ${escaped(stepLines(step)[0] ?? '')}\n`);
      done.begun.push(step);
      if (step.do === 'edit') edit(step, folder, done.backups);
      else if (step.do === 'run') {
        const kept = keepAppended(step, folder);
        if (kept) done.backups.push(kept);
        const pid = handedOver(step.command);
        if (pid !== undefined) mayStop(pid, starts.get(pid));
        await runLine(step);
      } else {
        await stop(step.pid, starts.get(step.pid));
      }
    }
  } catch (error) {
    done.error = (error as Error).message;
  } finally {
    letGo();
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
