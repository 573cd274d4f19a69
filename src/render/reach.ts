import type { Diagnosis, Reach } from '../diagnosis/types.js';
import { formatEndpoint } from '../net/address.js';
import { escaped } from './escape.js';
import type { Style } from './style.js';
import type { Theme } from './theme.js';
import { indented } from './wrap.js';

/** Who asks, as people say it behind `from`. */
export const clientName = ({ from, network, interface: device }: Reach) =>
  from === 'self' ? 'here' : (network ?? (from === 'lan' && device ? device : from));

function endpoint({ address, port }: Reach, { kind, input }: Diagnosis['target']): string {
  if (address === '') return kind === 'unix' ? escaped(input.replace(/^unix:/i, '')) : '–';
  return formatEndpoint(address, port);
}

/** What becomes of a connection, in a few words. */
export const outcomeWords: Readonly<Record<Reach['outcome'], string>> = {
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
 * name's addresses are all shown, because clients differ in which they try. A machine of both families has a way where one
 * of them works, but where just the other one is what is wrong (`degraded`).
 */
function worthReading(
  reach: readonly Reach[],
  named: boolean,
  verdict: Diagnosis['verdict'],
): readonly Reach[] {
  const key = ({ from, interface: device, network }: Reach) =>
    `${from} ${device ?? network ?? ''} ${verdict === 'degraded' ? network : ''}`;
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
export function reachTable(
  { reach, target, verdict }: Diagnosis,
  { theme, columns, verbose }: Style,
): string {
  // A program that does not run has no place where anybody could have tried it.
  const placed = reach.filter(each => each.address !== '' || !['program', 'pid'].includes(target.kind));
  const rows = worthReading(placed, verbose || target.host !== null, verdict);
  const names = rows.map(each => `from ${clientName(each)}`);
  const wide = Math.max(...names.map(each => each.length), 0);
  const places = rows.map(each => endpoint(each, target));
  const far = Math.max(...places.map(each => each.length), 0);
  const narrow = columns < 60;
  return rows
    .map((each, index) => {
      const left = `  ${(names[index] ?? '').padEnd(narrow ? 0 : wide)}  ${(places[index] ?? '').padEnd(narrow ? 0 : far)}`;
      return `${left}${narrow ? '\n   ' : ''}  ${outcomeOf(each, target.protocol, theme)}`;
    })
    .join('\n');
}

function outcomeOf(each: Reach, protocol: Diagnosis['target']['protocol'], theme: Theme): string {
  if (each.outcome === 'unknown')
    return `${theme.doubtful('?')} ${each.says ? escaped(each.says) : outcomeWords.unknown}`;
  if (each.outcome === 'http-error' && each.says) return `${theme.bad('✗')} answers ${escaped(each.says)}`;
  // Nobody connects over UDP.
  if (each.outcome === 'no-answer' && protocol === 'udp') return `${theme.bad('✗')} no answer`;
  if (each.outcome !== 'ok') return `${theme.bad('✗')} ${outcomeWords[each.outcome]}`;
  const words = each.says ? escaped(each.says) : outcomeWords.ok;
  // How long somebody was silent says how long was waited.
  const told = each.by === 'probe' && !/^silent\b/.test(each.says ?? '');
  const time = told && each.ms !== undefined ? ` in ${duration(each.ms)}` : '';
  return `${theme.good('✓')} ${words}${each.by === 'seen' ? ', a connection from there is open' : time}`;
}

/** Where it answers, and with what. */
export function healthyLine({ reach, target }: Diagnosis, { theme, columns }: Style): string {
  const ways = new Map<string, string>();
  for (const each of reach.filter(one => one.outcome === 'ok')) {
    const place = endpoint(each, target);
    if (!ways.get(place)) ways.set(place, each.says ? ` ${escaped(each.says)}` : '');
  }
  const shown = [...ways].slice(0, 3).map(([where, says]) => where + says);
  return shown.length ? theme.faint(indented(shown.join(', '), 2, columns)) : '';
}

const duration = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);
