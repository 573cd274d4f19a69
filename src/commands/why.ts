import { diagnose } from '../diagnosis/diagnose.js';
import type { Diagnosis } from '../diagnosis/types.js';
import { checkDestination, checkFamilies } from '../facts/askable.js';
import { type Gathered, gather } from '../facts/gather.js';
import type { Asking } from '../facts/questions.js';
import { parseRecord, readRecord, writeRecord } from '../facts/record.js';
import { redactText } from '../facts/redact.js';
import { canonicalAddress } from '../net/address.js';
import { credentialsIn } from '../net/credentials.js';
import { jsonDocument } from '../net/invisible.js';
import { parseTarget } from '../net/parse-target.js';
import { withoutUserInfo } from '../net/parse-url.js';
import type { Target } from '../net/target.js';
import { loadTheme } from '../render/theme.js';
import { rules } from '../rules/index.js';
import { version } from '../version.js';
import { type Context, UsageError } from './context.js';
import { statusOf } from './exit-status.js';
import { saveRecord } from './why.save.js';

export { realSystem as system } from '../system/real.js';

/** The options of `netcheck why`, as they were typed. */
export interface WhyOptions {
  readonly targets: readonly string[];
  readonly from?: string;
  readonly '4'?: boolean;
  readonly '6'?: boolean;
  readonly json?: boolean;
  readonly save?: string;
  readonly facts?: string;
  readonly timeout?: string;
  readonly origin?: string;
  readonly verbose?: boolean;
}

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
  if (options.facts !== undefined) return recorded(readRecord(context.system, options.facts).looks, targets);
  const end = performance.now() + timeout;
  return overlapping(
    targets.map((target, index) => () => {
      const credentials = credentialsIn(options.targets[index] ?? '');
      const left = Math.max(shortest, end - performance.now());
      return gather(context.system, { target, asking, timeout: left, credentials });
    }),
  );
}

/** The least that --timeout gives, milliseconds. */
const shortest = 1000;
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

/** What the looks mean. A failure without a cause may have met a change on the machine: that target is looked at once more. */
async function settled(options: WhyOptions, context: Context) {
  const start = performance.now();
  const looks = [...(await look(options, context))];
  const diagnoses = ofRecord(options.facts, () => looks.map(diagnosisOf));
  if (options.facts !== undefined) return { looks, diagnoses };
  for (const [index, diagnosis] of diagnoses.entries()) {
    const rest = timeoutOf(options.timeout ?? '10') - (performance.now() - start);
    if (!isUnexplained(diagnosis) || rest < 1000) continue;
    const target = options.targets[index] ?? '';
    const again = await look({ ...options, targets: [target], timeout: String(rest / 1000) }, context);
    looks.splice(index, 1, ...again);
    diagnoses.splice(index, 1, ...again.map(diagnosisOf));
  }
  return { looks, diagnoses };
}

/** `netcheck why`: looks, diagnoses, reports. The status is the worst of the targets'. */
export async function run(options: WhyOptions, context: Context): Promise<number> {
  const waiting = options.json ? undefined : await showWaiting(options.targets, context);
  const { looks, diagnoses } = await settled(options, context).finally(() => waiting?.());
  const said = options.save === undefined ? diagnoses : saved(looks, options.save);
  const report = await reporterFor(options, context);
  context.out(ofRecord(options.facts, () => report(said)));
  return Math.max(...said.map(statusOf));
}

/** Writes the record; gives what it means, so that whoever reads it reads the same as here: secrets are in neither. */
function saved(looks: readonly Gathered[], path: string): readonly Diagnosis[] {
  const text = writeRecord(looks, version);
  saveRecord(path, text);
  return parseRecord(text, path).looks.map(diagnosisOf);
}

/** How the diagnoses are written: as JSON, or for people. */
async function reporterFor(
  options: WhyOptions,
  { colour, columns }: Context,
): Promise<(diagnoses: readonly Diagnosis[]) => string> {
  if (options.json) return diagnoses => jsonDocument(diagnoses.length === 1 ? diagnoses[0] : diagnoses);
  const { renderReport } = await import('../render/report.js');
  const { family, from } = askingOf(options);
  const style = {
    theme: await loadTheme(colour),
    columns,
    verbose: options.verbose ?? false,
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

/** The record's looks at these targets, in the order that they were typed. */
function recorded(looks: readonly Gathered[], targets: readonly Target[]): readonly Gathered[] {
  return targets.map(target => {
    // What was typed is in the record without its secrets.
    const found = looks.find(each => each.target.input === redactText(target.input));
    if (found) return found;
    const held = looks.map(each => each.target.input).join(', ');
    throw new UsageError(`the record has no look at ${target.input}`, `it has ${held}`);
  });
}

function askingOf(options: WhyOptions): Asking {
  const from = options.from ?? 'any';
  const family = options['4'] ? 4 : options['6'] ? 6 : null;
  if (['self', 'lan', 'any'].includes(from)) return { from, family };
  const address = canonicalAddress(from);
  if (!address)
    throw new UsageError(
      `--from ${from || "''"} is no client`,
      'self, lan, any, or an address such as 10.0.0.7',
    );
  return { from: address, family };
}

/** An origin as browsers send it: a scheme, a host, a port where it is not the scheme's own. */
function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UsageError(`--origin ${text || "''"} is no origin`, 'such as https://app.example.com');
  return url.origin;
}

function timeoutOf(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0 || seconds > 600)
    throw new UsageError(`--timeout ${text || "''"} is not a number of seconds`, 'between 1 and 600');
  return Math.max(shortest, seconds * 1000);
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
