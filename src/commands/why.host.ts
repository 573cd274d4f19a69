import type { CauseCode } from '../causes.js';
import type { Diagnosis } from '../diagnosis/types.js';
import { valueIn } from '../facts/fact.js';
import type { Gathered } from '../facts/gather.js';
import { redirectOf } from '../facts/probes/redirects.js';

/** What is said of a port that nobody serves; a program without a port is only guessed to be meant for it. */
const unserved: ReadonlySet<CauseCode | undefined> = new Set<CauseCode>([
  'port/nothing-listens',
  'port/wrong-port',
  'port/time-wait',
  'port/udp-only',
  'bind/unix-socket-only',
  'process/not-listening',
  'remote/refused',
  'remote/filtered',
]);

/** What is said of an address that nobody has, or that no way leads to. */
const away: ReadonlySet<CauseCode | undefined> = new Set<CauseCode>([
  'remote/host-down',
  'remote/unreachable',
  'route/no-route',
]);

const isOf = (codes: ReadonlySet<CauseCode | undefined>, { verdict, causes }: Diagnosis): boolean =>
  verdict === 'unreachable' && codes.has(causes.find(({ severity }) => severity === 'error')?.code);

const isUnserved = (diagnosis: Diagnosis): boolean => isOf(unserved, diagnosis);

/** Nobody serves 443 there, or nobody is there while a server here has port 80: the name ought to lead to that one. */
const asksOn = (first: Gathered, diagnosis: Diagnosis): boolean =>
  isUnserved(diagnosis) ||
  (isOf(away, diagnosis) &&
    (valueIn(first.facts.listeners) ?? []).some(
      ({ protocol, local }) => protocol === 'tcp' && local.port === 80,
    ));

/** The hosts to which what answers on port 80 sends everybody by https, on its usual port; without brackets. */
const sentTo = ({ facts }: Gathered): readonly (string | null)[] =>
  (valueIn(facts.probes) ?? []).flatMap(({ conversations }) =>
    conversations.flatMap(conversation => {
      const to = redirectOf(conversation);
      return to?.scheme === 'https' && to.port === 443 ? [to.host] : [];
    }),
  );

const leadsNowhere = ({ causes }: Diagnosis): boolean =>
  causes.some(({ code, severity }) => code === 'http/redirect-elsewhere' && severity === 'error');

/**
 * A host alone is asked on port 443, and by `lookAt` on port 80 where nobody serves 443: what somebody serves there counts,
 * well or badly. Where a server on 443 is kept from its clients, that is what is wrong, whatever 80 does.
 */
export async function withPort80(
  first: Gathered,
  diagnosisOf: (look: Gathered) => Diagnosis,
  lookAt: (target: Gathered['target']) => Promise<Gathered>,
): Promise<Gathered> {
  const { kind, port, protocol } = first.target;
  if (kind !== 'host' || port !== null || protocol !== 'tcp') return first;
  if (!asksOn(first, diagnosisOf(first))) return first;
  const second = await lookAt({ ...first.target, port: 80 });
  const hosts = sentTo(second);
  // Who gets no further than port 80 has nothing.
  const told = diagnosisOf(second);
  if (hosts.includes(second.target.host) || isUnserved(told) || isOf(away, told)) return first;
  if (hosts.length === 0) return second;
  // Redirects are followed for a URL alone, and to this machine and the target only.
  const page = await lookAt({ ...second.target, kind: 'url', scheme: 'http', path: '/' });
  return leadsNowhere(diagnosisOf(page)) ? first : second;
}
