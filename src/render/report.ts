import { type CauseCode, layerOf, layers } from '../causes.js';
import type { Cause, Diagnosis, LayerState, PathLayer, Reach, Verdict } from '../diagnosis/types.js';
import { quoted } from '../programs/shell.js';
import { escaped } from './escape.js';
import { renderFix } from './fix.js';
import type { Theme } from './theme.js';
import { indented } from './wrap.js';

/** How a report is to look. */
export interface Style {
  readonly theme: Theme;
  readonly columns: number;
  readonly verbose: boolean;
}

/** The diagnosis as people read it: the verdict, the way, who gets through, the cause with its proof and fix. */
export function renderReport(diagnosis: Diagnosis, style: Style): string {
  const errors = diagnosis.causes.filter(each => each.severity === 'error');
  // Where nothing could be tried, what is only worth knowing may be what the person is after.
  const untried = diagnosis.reach.every(each => each.by === 'derived');
  const others = diagnosis.causes.filter(
    each => each.severity === 'warning' || style.verbose || (untried && each.severity === 'note'),
  );
  const healthy = diagnosis.verdict === 'reachable' && errors.length === 0;
  const blocks = [
    headline(diagnosis, style),
    ...(healthy && !style.verbose ? [] : [pathLine(diagnosis.path, style), reachTable(diagnosis, style)]),
    ...(errors[0] ? [causeBlock(errors[0], diagnosis, style)] : []),
    ...errors.slice(1).map(each => furtherError(each, style)),
    ...others.filter(each => each.severity !== 'error').map(each => remark(each, style)),
    undecided(diagnosis, style),
    ...(style.verbose ? [appendix(diagnosis, style)] : []),
  ].filter(block => block !== '');
  if (healthy && !style.verbose)
    return `${[blocks[0], healthyLine(diagnosis, style), ...blocks.slice(1)].filter(Boolean).join('\n')}\n`;
  return `${blocks.join('\n\n')}\n`;
}

const marks: Readonly<Record<Verdict, string>> = {
  reachable: '✓',
  'local-only': '✗',
  degraded: '✗',
  unreachable: '✗',
  inconclusive: '?',
};

const coloured = (verdict: Verdict, theme: Theme) =>
  verdict === 'reachable' ? theme.good : verdict === 'inconclusive' ? theme.doubtful : theme.bad;

function headline({ verdict, summary }: Diagnosis, { theme, columns }: Style): string {
  const lines = indented(escaped(summary), 2, columns).split('\n');
  const first = theme.strong((lines[0] ?? '').trimStart());
  return [`${coloured(verdict, theme)(marks[verdict])} ${first}`, ...lines.slice(1).map(theme.strong)].join(
    '\n',
  );
}

const stateMarks: Readonly<Record<LayerState, string>> = {
  ok: '✓',
  blocked: '✗',
  suspect: '!',
  unchecked: '?',
  'not-reached': '·',
  'not-needed': '–',
};

function pathLine(path: readonly PathLayer[], { theme, columns }: Style): string {
  const parts = path.map(({ layer, state, says }) => {
    const words = `${layer} ${stateMarks[state]}${says && state !== 'ok' ? ` ${escaped(says)}` : ''}`;
    return { words, paint: state === 'blocked' ? theme.bad : state === 'ok' ? theme.faint : theme.doubtful };
  });
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const { words, paint } of parts) {
    const separator = width === 0 ? '' : '  ';
    if (width > 0 && width + separator.length + words.length > columns - 2) {
      lines.push(line);
      line = paint(words);
      width = words.length;
    } else {
      line += separator + paint(words);
      width += separator.length + words.length;
    }
  }
  return [...lines, line].map(each => `  ${each}`).join('\n');
}

const clientName = ({ from, network }: Reach) => (from === 'self' ? 'here' : network ? `${network}` : from);

function endpoint({ address, port }: Reach, { kind, input }: Diagnosis['target']): string {
  if (address === '') return kind === 'unix' ? escaped(input.replace(/^unix:/i, '')) : '–';
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

const outcomeWords: Readonly<Record<Reach['outcome'], string>> = {
  ok: 'gets through',
  refused: 'refused',
  timeout: 'no answer: times out',
  reset: 'reset',
  unreachable: 'unreachable',
  'tls-error': 'connects, TLS fails',
  'http-error': 'connects, but not the answer asked for',
  'no-answer': 'connects, no answer',
  unknown: 'not known',
};

/**
 * The rows worth reading: the ways that work; where a client has none, how it fails, once for each way of failing. A
 * name's addresses are all shown, because clients differ in which they try.
 */
function worthReading(reach: readonly Reach[], named: boolean): readonly Reach[] {
  const key = (each: Reach) => `${each.from} ${each.network ?? ''}`;
  const through = new Set(reach.filter(each => each.outcome === 'ok').map(key));
  const seen = new Set<string>();
  return reach.filter(each => {
    if (named || each.outcome === 'ok') return true;
    if (through.has(key(each))) return false;
    const way = `${key(each)} ${each.outcome}`;
    return !seen.has(way) && seen.add(way);
  });
}

/** Who gets through to which address. What was tried comes with its time. */
function reachTable({ reach, target }: Diagnosis, { theme, columns, verbose }: Style): string {
  // A program that does not run has no place where anybody could have tried it.
  const placed = reach.filter(each => each.address !== '' || !['program', 'pid'].includes(target.kind));
  const rows = worthReading(placed, verbose || target.host !== null);
  const names = rows.map(each => `from ${clientName(each)}`);
  const wide = Math.max(...names.map(each => each.length), 0);
  const places = rows.map(each => endpoint(each, target));
  const far = Math.max(...places.map(each => each.length), 0);
  const narrow = columns < 60;
  return rows
    .map((each, index) => {
      const left = `  ${(names[index] ?? '').padEnd(narrow ? 0 : wide)}  ${(places[index] ?? '').padEnd(narrow ? 0 : far)}`;
      return `${left}${narrow ? '\n   ' : ''}  ${outcomeOf(each, theme)}`;
    })
    .join('\n');
}

function outcomeOf(each: Reach, theme: Theme): string {
  if (each.outcome === 'unknown')
    return `${theme.doubtful('?')} ${each.says ? escaped(each.says) : outcomeWords.unknown}`;
  if (each.outcome === 'http-error' && each.says) return `${theme.bad('✗')} answers ${escaped(each.says)}`;
  if (each.outcome !== 'ok') return `${theme.bad('✗')} ${outcomeWords[each.outcome]}`;
  const words = each.says ? escaped(each.says) : outcomeWords.ok;
  const time = each.by === 'probe' && each.ms !== undefined ? ` in ${each.ms} ms` : '';
  return `${theme.good('✓')} ${words}${each.by === 'seen' ? ', a connection from there is open' : time}`;
}

function causeBlock(cause: Cause, diagnosis: Diagnosis, { theme, columns }: Style): string {
  const lines = [
    indented(escaped(cause.summary), 2, columns),
    titleLine(cause, theme, columns),
    ...cause.evidence
      .filter(each => !cause.summary.includes(each.says))
      .map(each => theme.faint(indented(`· ${escaped(each.says)} [${escaped(each.source)}]`, 4, columns))),
  ];
  const [first, ...more] = cause.fixes;
  if (first) lines.push('', ...renderFix(first, 'Fix:', theme, columns));
  if (first?.steps?.length) lines.push(letNetcheckDoIt(diagnosis, theme, columns));
  if (more.length)
    for (const fix of more.slice(0, 2)) lines.push('', ...renderFix(fix, 'Or:', theme, columns));
  return lines.join('\n');
}

/** The code, to be explained, with what it stands for here. */
function titleLine({ code, title, headline }: Cause, theme: Theme, columns: number): string {
  const words = headline ? headline.charAt(0).toUpperCase() + headline.slice(1) : title;
  return theme.faint(indented(`${code}: ${escaped(words)}`, 2, columns));
}

/** The command that applies the fix, on a line of its own where the terminal is narrow. */
function letNetcheckDoIt({ target, from }: Diagnosis, theme: Theme, columns: number): string {
  const client = from.length === 1 && from[0] !== 'self' ? ` --from ${from[0]}` : '';
  const [words, command] = ['  or let netcheck do it:', `netcheck fix ${quoted(target.input)}${client}`];
  const fits = words.length + 2 + command.length <= columns;
  return `${words}${fits ? '  ' : '\n    '}${theme.command(command)}`;
}

function furtherError(cause: Cause, { theme, columns }: Style): string {
  const lines = [indented(`Then: ${escaped(cause.summary)}`, 2, columns), titleLine(cause, theme, columns)];
  const [fix] = cause.fixes;
  if (fix) lines.push(...renderFix(fix, 'Fix:', theme, columns));
  return lines.join('\n');
}

function remark(cause: Cause, { theme, columns }: Style): string {
  const lines = [indented(`Also: ${escaped(cause.summary)} ${`(${cause.code})`}`, 2, columns)];
  const [fix] = cause.fixes;
  if (fix && cause.severity === 'warning') lines.push(...renderFix(fix, 'Fix:', theme, columns));
  return lines.join('\n');
}

/** What it would take to decide, where the verdict is open. */
function undecided({ verdict, unchecked, reach }: Diagnosis, { columns }: Style): string {
  if (verdict !== 'inconclusive' && !reach.some(each => each.outcome === 'unknown')) return '';
  const lacks = [...new Set(unchecked.map(each => each.lacks))].slice(0, 3);
  const tried = reach.find(each => each.outcome === 'unknown' && each.says)?.says;
  if (lacks.length === 0)
    return tried
      ? indented(`Nothing that was looked at is in the way, but ${escaped(tried)}.`, 2, columns)
      : '';
  const words = lacks.join('; ');
  const root = lacks.some(each => /root/.test(each)) ? ' Run it again with sudo to know.' : '';
  return indented(`Not looked at: ${escaped(words)}.${root}`, 2, columns);
}

/** Where it answers, and with what. */
function healthyLine({ reach, target }: Diagnosis, { theme }: Style): string {
  const ways = new Map<string, string>();
  for (const each of reach.filter(one => one.outcome === 'ok')) {
    const place = endpoint(each, target);
    if (!ways.get(place)) ways.set(place, each.says ? ` ${escaped(each.says)}` : '');
  }
  const shown = [...ways].slice(0, 3).map(([where, says]) => where + says);
  return shown.length ? theme.faint(`  ${shown.join(', ')}`) : '';
}

function appendix({ ruledOut, unchecked, explainedAway, broken }: Diagnosis, { columns }: Style): string {
  const parts = [
    ...unchecked.map(each => `Not checked: ${each.code}: ${escaped(each.lacks)}`),
    ...explainedAway.map(each => `Only a consequence: ${each.code}, of ${each.by}`),
    ...broken.map(each => `Rule failed (please report it): ${each.code}: ${escaped(each.error)}`),
  ];
  const heading = `  Ruled out:${ruledOut.length > 0 ? '' : ' nothing'}`;
  return [heading, ...byLayer(ruledOut, columns), ...parts.map(each => indented(each, 2, columns))].join(
    '\n',
  );
}

/** A line for each layer: so many codes are not read in a row. */
function byLayer(codes: readonly CauseCode[], columns: number): readonly string[] {
  const found = layers.filter(layer => codes.some(code => layerOf(code) === layer));
  return found.map(layer => {
    const names = codes.filter(code => layerOf(code) === layer).map(code => code.slice(layer.length + 1));
    return indented(`${layer}/ ${names.join(', ')}`, 4, columns);
  });
}
