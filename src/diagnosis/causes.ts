import { type CauseCode, layerOf, causes as titles, waysIn } from '../causes.js';
import type { Target } from '../net/target.js';
import type { Finding, Severity } from '../rules/rule.js';
import { joinFixes } from './join-fixes.js';
import { withoutReturns } from './line-ends.js';
import { byDepth, type Settled } from './settle.js';
import type { Cause, Found } from './types.js';
import type { Client } from './verdict.js';
import { isMade, weight } from './weight.js';

interface Weighed {
  readonly code: CauseCode;
  readonly severity: Severity;
  readonly finding: Finding;
  /** Where it was found, somebody took the connection: who that is, and how to mend it, is known. */
  readonly met: boolean;
  /** How many clients it stops. */
  readonly stops: Set<Client>;
}

/** Rules may stop clients in different places: the fix is for all of them who are stopped as badly. */
const withFixFor = (before: Weighed, { code, finding }: Found, severity: Severity): Weighed =>
  layerOf(code) === 'firewall' && severity === before.severity
    ? { ...before, finding: joinFixes(before.finding, finding) }
    : before;

const severities: readonly Severity[] = ['error', 'warning', 'note'];

/**
 * One cause per code, the heaviest finding speaking for it. Errors come first, in the order in which a connection
 * meets them; but where nothing serves the port at all, or who gets to the server is stopped there, that comes before
 * what keeps other clients from it.
 */
export function causesOf(clients: readonly Client[], target: Target, absent: boolean): readonly Cause[] {
  const weighed = new Map<CauseCode, Weighed>();
  for (const client of clients)
    for (const settled of client.settled)
      for (const found of settled.found) {
        const severity = weight(found, settled, client, target);
        if (severity === 'nothing') continue;
        const before = weighed.get(found.code);
        const met = isMade(settled) && !waysIn.includes(layerOf(found.code));
        const heavier =
          !before ||
          severities.indexOf(severity) < severities.indexOf(before.severity) ||
          // What an address that nobody serves is judged by was said at another one, which tells it better.
          (severity === 'error' && before.severity === 'error' && met && !before.met);
        const stops = (before?.stops ?? new Set()).add(client);
        weighed.set(found.code, {
          ...(heavier
            ? { code: found.code, severity, finding: found.finding, met }
            : withFixFor(before, found, severity)),
          stops,
        });
      }
  const isLater = (each: Weighed) =>
    absent
      ? each.stops.size < clients.length && !['client', 'name'].includes(layerOf(each.code))
      : leavesToAnother(each, [...weighed.values()]);
  const rank = (each: Weighed) => severities.indexOf(each.severity) * 2 + Number(isLater(each));
  // Of two that say where the server is not to be found, the one that stops more clients is the root, or else the outer one.
  const within = (a: Weighed, b: Weighed) =>
    ['bind', 'namespace'].includes(layerOf(a.code))
      ? b.stops.size - a.stops.size || Number(isAtTheDoor(b)) - Number(isAtTheDoor(a))
      : 0;
  return [...weighed.values()]
    .filter(each => !isConsequence(each.code, clients, weighed))
    .sort((a, b) => rank(a) - rank(b) || byDepth(a, b) || within(a, b))
    .map(toCause);
}

/**
 * Where the server listens keeps others away alone; whoever does get to it fails of something else there. The server that is
 * stopped, or crashes, on its usual loopback address is no better off on all of them.
 */
const leavesToAnother = (each: Weighed, all: readonly Weighed[]): boolean =>
  layerOf(each.code) === 'bind' &&
  all.some(
    other =>
      other.severity === 'error' &&
      byDepth(each, other) < 0 &&
      layerOf(other.code) !== 'bind' &&
      [...other.stops].some(client => !each.stops.has(client)),
  );

/** It turns clients away before they come into the container. */
const isAtTheDoor = ({ code }: Weighed): boolean => code === 'namespace/published-loopback-only';

/** Explained away for one address, by a cause that stands: it is no news for another. */
const isConsequence = (
  code: CauseCode,
  clients: readonly Client[],
  weighed: ReadonlyMap<CauseCode, Weighed>,
): boolean =>
  clients.some(client =>
    client.settled.some(settled =>
      settled.explained.some(each => each.code === code && weighed.get(each.by)?.severity === 'error'),
    ),
  );

/** Consequences of what is told, or of one another: what weighs nothing is no cause, and explains nothing to whoever reads. */
export const toldOf = (
  explained: Settled['explained'],
  named: ReadonlySet<CauseCode>,
): Settled['explained'] =>
  explained.filter(({ by }) => named.has(by) || explained.some(({ code }) => code === by));

const toCause = ({ code, severity, finding }: Weighed): Cause => ({
  code,
  severity,
  title: titles[code],
  ...(finding.headline === undefined ? {} : { headline: finding.headline }),
  summary: finding.summary,
  evidence: finding.evidence,
  fixes: finding.fixes.map(withoutReturns),
  docs: `docs/causes/${code}.md`,
});
