import type { Diagnosis } from '../diagnosis/types.js';
import type { Fix } from '../programs/fixes/fix.js';
import { quoted } from '../programs/shell.js';
import { escaped } from '../render/escape.js';
import { renderFix } from '../render/fix.js';
import { loadTheme } from '../render/theme.js';
import { headline } from '../render/verdict.js';
import { indented } from '../render/wrap.js';
import { sudoAgain } from './as-root.js';
import { type Context, UsageError } from './context.js';
import { statusOf } from './exit-status.js';
import { applied } from './fix.apply.js';
import { diagnosed, type FixOptions } from './fix.diagnosed.js';
import { meet } from './fix.undo.js';

/** `netcheck fix`: diagnoses, shows the steps and their risk, asks, applies, diagnoses again. The status is the last diagnosis's. */
export async function run(options: FixOptions, context: Context): Promise<number> {
  const number = numberOf(options.fix ?? '1');
  const theme = await loadTheme(context.colour);
  const asUser = context.system.uid > 0;
  const rootSees = `  Root sees more:\n    ${theme.command(escaped(sudoAgain(options)))}\n`;
  const before = await diagnosed(options, context);
  context.out(`${headline(before, theme, context.columns)}\n`);
  const cause = before.causes.find(each => each.severity === 'error');
  if (!cause) {
    context.out(`${indented(escaped(withoutError(before)), 2, context.columns)}\n`);
    if (asUser && before.verdict === 'inconclusive') context.out(rootSees);
    return statusOf(before);
  }
  const fix = chosen(cause.fixes, number);
  context.out(`${indented(`${escaped(cause.summary)} (${cause.code})`, 2, context.columns)}\n\n`);
  if (!fix?.steps) {
    const byRoot = asUser && rootKnowsMore(fix?.text ?? '');
    const opening = byRoot ? 'Fix:' : 'Only you can do this:';
    context.out(
      fix
        ? `${renderFix(fix, opening, theme, context.columns, asUser).join('\n')}\n${byRoot ? rootSees : ''}`
        : '  netcheck knows no fix for this one.\n',
    );
    return statusOf(before);
  }
  context.out(`${renderFix(fix, 'Fix:', theme, context.columns, asUser).join('\n')}\n`);
  if (options.dryRun) return statusOf(before);
  const met = meet(fix);
  await agreed(fix, options, context);
  return applied({ fix, before, options, context, theme }, met);
}

/** What is to be done can only be told to root, such as how another user's server was started; not where root does it. */
export const rootKnowsMore = (text: string): boolean => /\bsudo netcheck\b|\bwith sudo\b/i.test(text);

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
