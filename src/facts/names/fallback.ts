import { UPSTREAMS } from './servers.js';
import type { SystemAnswer } from './system-lookup.js';
import type { NameServerAnswer } from './types.js';

/** Errors that mean that somebody did not answer in time. */
const LATE = new Set(['ETIMEDOUT', 'EAI_AGAIN']);
/** The system's resolver, as patient as it is here, gives up on a server after this many milliseconds, or soon. */
const IMPATIENT = 900;

/**
 * What curl (get_localhost() in its lib/hostip.c) and browsers take a name under localhost for, without asking anybody
 * (RFC 6761, 6.3), where the system knows no address for it; undefined for other names.
 */
export const knownToClients = (name: string, { addresses, error }: SystemAnswer): SystemAnswer | undefined =>
  addresses.length === 0 && /\.localhost\.?$/i.test(name)
    ? {
        addresses: [
          { family: 4, address: '127.0.0.1' },
          { family: 6, address: '::1' },
        ],
        error,
      }
    : undefined;

/**
 * The addresses that a name server gave, where the system's resolver gave up for want of patience: a server before it,
 * or this one for the other family, was slow or silent. Where all were quick, the resolver's own word stands; and where
 * the answer took longer than resolv.conf lets every client wait (`patience`, milliseconds).
 */
export function fallback(
  answer: SystemAnswer,
  answers: readonly NameServerAnswer[],
  patience: number,
): SystemAnswer {
  if (!LATE.has(answer.error ?? '')) return answer;
  // Nobody asks those behind systemd-resolved's stub directly.
  const asked = answers.filter(({ source }) => source !== UPSTREAMS);
  const first = asked.find(each => each.addresses.length > 0 || each.outcome === 'NXDOMAIN');
  if (!first || first.ms > patience) return answer;
  const until = asked.slice(0, asked.findLastIndex(({ server }) => server === first.server) + 1);
  const slow = until.some(({ outcome, ms }) => outcome === 'timeout' || ms > IMPATIENT);
  if (answer.error !== 'ETIMEDOUT' && !slow) return answer;
  const addresses = until
    .filter(each => each.server === first.server && each.question === first.question)
    .flatMap(each => each.addresses)
    .map(address => ({ family: address.includes(':') ? (6 as const) : (4 as const), address }));
  return addresses.length > 0 ? { addresses, error: null } : answer;
}
