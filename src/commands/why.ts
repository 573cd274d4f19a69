import { type Layer, layerOf } from '../causes.js';
import { diagnose } from '../diagnosis/diagnose.js';
import type { Diagnosis } from '../diagnosis/types.js';
import { checkDestination, checkFamilies } from '../facts/askable.js';
import { changedSince } from '../facts/changed.js';
import { valueIn } from '../facts/fact.js';
import { type Gathered, gather } from '../facts/gather.js';
import { readMachine } from '../facts/machine/read.js';
import type { Machine } from '../facts/machine/types.js';
import { parseRecord, readRecord, standard, writeRecord } from '../facts/record.js';
import { credentialsIn } from '../net/credentials.js';
import { jsonDocument } from '../net/invisible.js';
import { parseTarget } from '../net/parse-target.js';
import { withoutUserInfo } from '../net/parse-url.js';
import type { Target } from '../net/target.js';
import { loadTheme } from '../render/theme.js';
import { rules } from '../rules/index.js';
import type { System } from '../system/system.js';
import { version } from '../version.js';
import { type Context, UsageError } from './context.js';
import { statusOf } from './exit-status.js';
import { withPort80 } from './why.host.js';
import { askingOf, originOf, shortest, timeoutOf, type WhyOptions } from './why.options.js';
import { recorded } from './why.recorded.js';
import { saveRecord } from './why.save.js';
import { meantTogether } from './why.together.js';

export { realSystem as system } from '../system/real.js';

/** One look at each target on this machine, or those of a record. */
export async function look(options: WhyOptions, context: Context): Promise<readonly Gathered[]> {
  const asking = askingOf(options);
  const timeout = timeoutOf(options.timeout ?? '10');
  const origin = options.origin === undefined ? {} : { origin: originOf(options.origin) };
  const targets = options.targets.map(typed => ({ ...parseTarget(typed), ...origin }));
  for (const target of targets) {
    checkDestination(target);
    checkFamilies(target, asking);
  }
  if (options.facts !== undefined) {
    const { looks } = readRecord(context.system, options.facts);
    return recorded(looks, targets.length > 0 ? targets : looks.map(({ target }) => target), asking);
  }
  const end = performance.now() + timeout;
  return overlapping(
    targets.map((target, index) => async () => {
      const credentials = credentialsIn(options.targets[index] ?? '');
      const lookAt = (target: Target) => {
        const left = Math.max(shortest, end - performance.now());
        return gather(context.system, { target, asking, timeout: left, credentials });
      };
      return withPort80(await lookAt(target), diagnosisOf, lookAt);
    }),
  );
}

/** Looks that are over sooner do not meet each other, milliseconds. */
const alone = 1000;

/** One after the other, but for those that wait for somebody: the next one does not wait for these. */
async function overlapping<T>(looks: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const begun: Promise<T>[] = [];
  for (const look of looks) {
    const one = look();
    begun.push(one);
    if (begun.length < looks.length) await Promise.race([one, sleep(alone)]);
  }
  return Promise.all(begun);
}

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** What one look means. */
export const diagnosisOf = (each: Gathered): Diagnosis =>
  diagnose(each.target, each.questions, each.facts, rules);

/** The connection failed, and nothing that was seen explains it. */
const isUnexplained = ({ verdict, causes }: Diagnosis): boolean =>
  verdict === 'unreachable' && !causes.some(({ severity }) => severity === 'error');

/** What is read of the way to a server piece by piece, and what is said of it where the pieces do not fit. */
const ofPieces: ReadonlySet<Layer> = new Set([
  'interface',
  'route',
  'firewall',
  'namespace',
  'bind',
  'remote',
]);

/** What fails rests on what is not so any more. */
const isOld = (system: System, { facts }: Gathered, { causes }: Diagnosis): boolean =>
  causes.some(({ severity, code }) => severity === 'error' && ofPieces.has(layerOf(code))) &&
  changedSince(system, facts);

/** On a machine that changes all the time, so often is one target looked at. */
const mostLooks = 4;

/**
 * What the looks mean. A failure without a cause may have met a change on the machine, and one with a cause may stand for
 * no moment of it: that target is looked at once more, while it changes.
 */
export async function settled(options: WhyOptions, context: Context) {
  const start = performance.now();
  const looks = [...(await look(options, context))];
  const diagnoses = ofRecord(options.facts, () => looks.map(diagnosisOf));
  if (options.facts !== undefined) return { looks, diagnoses };
  for (const [index, target] of options.targets.entries()) {
    for (let taken = 1; taken < mostLooks; taken++) {
      const rest = timeoutOf(options.timeout ?? '10') - (performance.now() - start);
      const [seen, diagnosis] = [looks[index]!, diagnoses[index]!];
      const inDoubt = (taken === 1 && isUnexplained(diagnosis)) || isOld(context.system, seen, diagnosis);
      if (!inDoubt || rest < 1000) break;
      const again = await look({ ...options, targets: [target], timeout: String(rest / 1000) }, context);
      looks.splice(index, 1, ...again);
      diagnoses.splice(index, 1, ...again.map(diagnosisOf));
    }
  }
  return { looks, diagnoses };
}

/** `netcheck why`: looks, diagnoses, reports. The status is the worst of the targets'. */
export async function run(options: WhyOptions, context: Context): Promise<number> {
  const waiting = options.json ? undefined : await showWaiting(options.targets, context);
  const { looks, diagnoses } = await settled(options, context).finally(() => waiting?.());
  if (options.save === standard) {
    context.out(writeRecord(looks, version));
    return Math.max(...diagnoses.map(statusOf));
  }
  const said = options.save === undefined ? diagnoses : saved(looks, options.save);
  const there = ofRecord(options.facts, () => (options.facts === undefined ? undefined : machineOf(looks)));
  const report = await reporterFor(options, context, there);
  context.out(ofRecord(options.facts, () => report(said)));
  const one = options.json ? undefined : meantTogether(looks.map(({ target }) => target));
  if (one)
    context.err(`\nnetcheck: two targets were asked. A host and its port are one: netcheck why ${one}\n`);
  return Math.max(...said.map(statusOf));
}

/** Writes the record; gives what it means, so that whoever reads it reads the same as here: secrets are in neither. */
function saved(looks: readonly Gathered[], path: string): readonly Diagnosis[] {
  const text = writeRecord(looks, version);
  saveRecord(path, text);
  return parseRecord(text, path).looks.map(diagnosisOf);
}

/** The machine that a record is of, as whoever made it saw it; a damaged one may have null there. */
const machineOf = ([look]: readonly Gathered[]): Machine | undefined =>
  (look && valueIn(look.facts.machine)) ?? undefined;

/** How the diagnoses are written: as JSON, or for people. */
async function reporterFor(
  options: WhyOptions,
  { colour, columns, system }: Context,
  there: Machine | undefined,
): Promise<(diagnoses: readonly Diagnosis[]) => string> {
  if (options.json) return diagnoses => jsonDocument(diagnoses.length === 1 ? diagnoses[0] : diagnoses);
  const { renderReport } = await import('../render/report.js');
  const { family, from } = askingOf(options);
  const style = {
    theme: await loadTheme(colour),
    columns,
    verbose: options.verbose ?? false,
    asUser: (there?.uid ?? system.uid) > 0,
    elsewhere: there !== undefined && there.hostName !== valueIn(readMachine(system))?.hostName,
    ...(family === null ? {} : { family }),
    ...(from !== 'any' && { from }),
  };
  return diagnoses => diagnoses.map(each => renderReport(each, style)).join('\n');
}

/** A record may hold anything: what no diagnosis or report can be made of is its own fault, and costs one line. */
function ofRecord<T>(path: string | undefined, make: () => T): T {
  if (path === undefined) return make();
  try {
    return make();
  } catch {
    throw new UsageError(`${path} is damaged: its facts are not what this version knows`);
  }
}

/** On a terminal, says what is being waited for once it takes longer than half a second; gives what takes it away. */
async function showWaiting(targets: readonly string[], context: Context): Promise<(() => void) | undefined> {
  if (!context.terminal) return undefined;
  const { escaped } = await import('../render/escape.js');
  const what = escaped(targets.map(withoutUserInfo).join(', '));
  const line = `waiting for ${what}`.slice(0, Math.max(20, context.columns - 3));
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    context.err(`${line} …`);
  }, 500);
  return () => {
    clearTimeout(timer);
    if (shown) context.err('\r\x1b[K');
  };
}
