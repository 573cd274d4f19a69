import { type CauseCode, layerOf, layers } from '../causes.js';
import type { Cause, Diagnosis, LayerState, PathLayer } from '../diagnosis/types.js';
import { begun } from '../net/english.js';
import type { Fix } from '../programs/fixes/fix.js';
import { escaped } from './escape.js';
import { renderFix } from './fix.js';
import { morePorts } from './more-ports.js';
import { healthyLine, reachTable } from './reach.js';
import type { Style } from './style.js';
import type { Theme } from './theme.js';
import { questionAgain, undecided } from './undecided.js';
import { headline } from './verdict.js';
import { indented, wrap } from './wrap.js';

/** The diagnosis as people read it: the verdict, the way, who gets through, the cause with its proof and fix. */
export function renderReport(diagnosis: Diagnosis, style: Style): string {
  const errors = diagnosis.causes.filter(each => each.severity === 'error');
  // Where nothing could be tried, what is only worth knowing may be what the person is after.
  const untried = diagnosis.reach.every(each => each.by === 'derived');
  const others = diagnosis.causes.filter(
    each => each.severity === 'warning' || style.verbose || (untried && each.severity === 'note'),
  );
  const healthy = diagnosis.verdict === 'reachable' && errors.length === 0;
  const told = new Set<string>();
  const blocks = [
    headline(diagnosis, style.theme, style.columns),
    ...(healthy && !style.verbose ? [] : [pathLine(diagnosis.path, style), reachTable(diagnosis, style)]),
    ...(errors[0] ? [causeBlock(errors[0], diagnosis, style, told)] : []),
    ...errors.slice(1).map(each => furtherError(each, style, told)),
    ...others.filter(each => each.severity !== 'error').map(each => remark(each, style, told)),
    undecided(diagnosis, style),
    morePorts(diagnosis, style.columns),
    askedFromHere(diagnosis, style),
    ...(style.verbose ? [appendix(diagnosis, style)] : []),
    ...diagnosis.broken.map(({ code, error }) =>
      indented(`Rule failed (please report it): ${code}: ${escaped(error)}`, 2, style.columns),
    ),
  ].filter(block => block !== '');
  if (healthy && !style.verbose)
    return `${[blocks[0], healthyLine(diagnosis, style), ...blocks.slice(1)].filter(Boolean).join('\n')}\n`;
  return `${blocks.join('\n\n')}\n`;
}

const stateMarks: Readonly<Record<LayerState, string>> = {
  ok: '✓',
  blocked: '✗',
  suspect: '!',
  unchecked: '?',
  'not-reached': '·',
  'not-needed': '–',
};

/** What is in doubt catches the eye, what did not come up does not. */
const paintOf = (state: LayerState, theme: Theme) =>
  state === 'blocked'
    ? theme.bad
    : state === 'suspect' || state === 'unchecked'
      ? theme.doubtful
      : theme.faint;

function pathLine(path: readonly PathLayer[], { theme, columns }: Style): string {
  const parts = path.map(({ layer, state, says }) => {
    const words = `${layer} ${stateMarks[state]}${says && state !== 'ok' ? ` ${escaped(says)}` : ''}`;
    return { words, paint: paintOf(state, theme) };
  });
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const { words, paint } of parts) {
    if (width > 0 && width + 2 + words.length > columns - 2) {
      lines.push(line);
      line = '';
      width = 0;
    }
    const text = wrap(words, columns - 2)
      .map(paint)
      .join('\n  ');
    line += width === 0 ? text : `  ${text}`;
    width += (width === 0 ? 0 : 2) + words.length;
  }
  return [...lines, line].map(each => `  ${each}`).join('\n');
}

function causeBlock(cause: Cause, diagnosis: Diagnosis, style: Style, told: Set<string>): string {
  const { theme, columns, asUser } = style;
  const lines = [
    indented(escaped(cause.summary), 2, columns),
    titleLine(cause, theme, columns),
    ...cause.evidence
      .filter(each => !isSaid(cause.summary, each.says))
      .map(each => theme.faint(indented(`· ${escaped(sourced(each))}`, 4, columns))),
  ];
  const [first, ...more] = cause.fixes.slice(0, 3);
  for (const fix of cause.fixes.slice(0, 3)) told.add(deedsOf(fix));
  if (first) lines.push('', ...renderFix(first, 'Fix:', theme, columns, asUser));
  if (first?.steps?.length && !style.elsewhere)
    lines.push(letNetcheckDoIt(diagnosis, first.needsRoot, style));
  for (const fix of more) lines.push('', ...renderFix(fix, 'Or:', theme, columns, asUser));
  return lines.join('\n');
}

/** What a log ends with, or a server says, is said already where its words are; a single one ("Killed") may stand there by itself. */
function isSaid(summary: string, says: string): boolean {
  const words = says.replace(/^(?:\S+ ends with|It says|Handshake): /, '');
  return /\s/.test(words) && summary.toLowerCase().includes(words.toLowerCase());
}

/** Evidence with where it comes from, where it does not say so itself. */
const sourced = ({ says, source }: Cause['evidence'][number]): string =>
  says.includes(source) ? says : `${says.trimEnd()} [${source}]`;

/** The code, to be explained, with what it stands for here. */
function titleLine({ code, title, headline }: Cause, theme: Theme, columns: number): string {
  const words = headline ? begun(headline) : title;
  return theme.faint(indented(`${code}: ${escaped(words)}`, 2, columns));
}

/** The command that applies the fix, on a line of its own where the terminal is narrow. */
function letNetcheckDoIt(diagnosis: Diagnosis, needsRoot: boolean, style: Style): string {
  const { theme, columns, asUser } = style;
  const [words, command] = [
    '  or let netcheck do it:',
    `${needsRoot && asUser ? 'sudo ' : ''}netcheck fix ${questionAgain(diagnosis, style)}`,
  ];
  const fits = words.length + 2 + command.length <= columns;
  return `${words}${fits ? '  ' : '\n    '}${theme.command(command)}`;
}

function furtherError(cause: Cause, style: Style, told: Set<string>): string {
  const { theme, columns } = style;
  const lines = [indented(`Then: ${escaped(cause.summary)}`, 2, columns), titleLine(cause, theme, columns)];
  return [...lines, ...firstFix(cause, style, told)].join('\n');
}

function remark(cause: Cause, style: Style, told: Set<string>): string {
  const words = indented(`Also: ${escaped(cause.summary)} ${`(${cause.code})`}`, 2, style.columns);
  return [words, ...(cause.severity === 'warning' ? firstFix(cause, style, told) : [])].join('\n');
}

/** What a fix does, whatever it is called. */
const deedsOf = ({ steps, text }: Fix): string => JSON.stringify(steps ?? text);

/** The cause's first fix, unless it was told already. */
function firstFix({ fixes: [fix] }: Cause, { theme, columns, asUser }: Style, told: Set<string>): string[] {
  if (!fix) return [];
  if (told.has(deedsOf(fix))) return ['  Fix: the same as above.'];
  told.add(deedsOf(fix));
  return renderFix(fix, 'Fix:', theme, columns, asUser);
}

function appendix({ ruledOut, unchecked, explainedAway }: Diagnosis, { columns }: Style): string {
  const parts = [
    ...[...new Set(unchecked.map(each => each.lacks))].map(
      lacks => `Not checked: ${codesOf(unchecked, lacks)}: ${escaped(lacks)}`,
    ),
    ...explainedAway.map(each => `Only a consequence: ${each.code}, of ${each.by}`),
  ];
  const heading = `  Ruled out:${ruledOut.length > 0 ? '' : ' nothing'}`;
  return [heading, ...byLayer(ruledOut, columns), ...parts.map(each => indented(each, 2, columns))].join(
    '\n',
  );
}

/** The codes that were left open for one reason. */
const codesOf = (unchecked: Diagnosis['unchecked'], lacks: string): string =>
  unchecked
    .filter(each => each.lacks === lacks)
    .map(each => each.code)
    .join(', ');

/** A line for each layer: so many codes are not read in a row. */
function byLayer(codes: readonly CauseCode[], columns: number): readonly string[] {
  const found = layers.filter(layer => codes.some(code => layerOf(code) === layer));
  return found.map(layer => {
    const names = codes.filter(code => layerOf(code) === layer).map(code => code.slice(layer.length + 1));
    return indented(`${layer}/ ${names.join(', ')}`, 4, columns);
  });
}

/** Whose answers these are, where that is not who was to ask: of another machine, or by an address of this one. */
function askedFromHere({ from, target, reach, causes }: Diagnosis, { from: client, columns }: Style): string {
  if (!client || client === 'self') return '';
  const says = (text: string) => indented(escaped(text), 2, columns);
  // Only this machine itself can be tried from here.
  if (reach.some(each => each.from === client && each.by === 'probe'))
    return says(
      `Asked from here: ${client} is an address of this machine itself. Another machine that has it too gets no answers.`,
    );
  const elsewhere = reach.some(each => each.address !== '');
  if (
    !from.includes('self') ||
    !elsewhere ||
    reach.some(each => each.from !== 'self' && each.outcome !== 'unknown')
  )
    return '';
  const who = client === 'lan' ? 'machines on your network get' : `${client} gets`;
  // An interface that is off has lost its IPv6 addresses: it may be one of them.
  const whose = causes.some(({ code }) => code.startsWith('interface/')) ? '' : ', which is another machine,';
  return says(`Asked from here: what ${who} from ${target.host ?? target.input}${whose} cannot be seen.`);
}
