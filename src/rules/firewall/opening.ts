import type { Json, Rule, Statement } from '../../facts/firewall/types.js';

/** What a rule that lets a connection through has to match. */
export interface Opening {
  readonly family: 4 | 6;
  readonly protocol: 'tcp' | 'udp';
  /** The packet's end that the service is at: dport on the way in, sport on the way back. */
  readonly side: 'dport' | 'sport';
  readonly port: number;
  /** The service's address, where the chain sees other machines' packets too. */
  readonly address: string | null;
  /** The only address or network that it is opened for, where a list says who may come; null for everybody. */
  readonly from: string | null;
  /** Only packets of connections that were let in already. */
  readonly established: boolean;
  /** The port that clients ask for, where a rule has sent them on to `address` and `port`. */
  readonly published: number | null;
  /** Where this machine's own programs then get, by address and port; null where others come in. */
  readonly outward: string | null;
}

const ip = (family: 4 | 6): string => (family === 4 ? 'ip' : 'ip6');

const prefixed = (network: string): Json => {
  const [addr = '', length] = network.split('/');
  return length === undefined ? addr : { prefix: { addr, len: Number(length) } };
};

const match = (left: Json, right: Json, op = '=='): Statement => ({ match: { op, left, right } });

/** Whom it is opened for, in the words of nft's JSON. */
export const fromStatements = ({ family, from }: Opening): readonly Statement[] =>
  from === null ? [] : [match({ payload: { protocol: ip(family), field: 'saddr' } }, prefixed(from))];

/** The same as arguments of iptables(8). */
export const fromWords = ({ from }: Opening): readonly string[] => (from === null ? [] : ['-s', from]);

/** The rule in the words of nft's JSON, to be judged like any other. */
function statementsOf(opening: Opening): readonly Statement[] {
  const { family, protocol, side, port, address, established } = opening;
  const end = side === 'dport' ? 'daddr' : 'saddr';
  return [
    ...fromStatements(opening),
    ...(address === null ? [] : [match({ payload: { protocol: ip(family), field: end } }, address)]),
    match({ payload: { protocol, field: side } }, port),
    ...(established ? [match({ ct: { key: 'state' } }, ['established'], 'in')] : []),
    { accept: null },
  ];
}

/** The rule that lets a connection through, as it would be read back. */
export const acceptRule = (opening: Opening): Rule => ({
  handle: null,
  position: 0,
  text: 'accept',
  statements: statementsOf(opening),
});

/** The rule as words of nft(8). */
export function nftWords({ family, protocol, side, port, address, from, established }: Opening): string[] {
  const end = side === 'dport' ? 'daddr' : 'saddr';
  return [
    ...(from === null ? [] : [ip(family), 'saddr', from]),
    ...(address === null ? [] : [ip(family), end, address]),
    protocol,
    side,
    String(port),
    ...(established ? ['ct', 'state', 'established'] : []),
    'accept',
  ];
}

/** The same as arguments of iptables(8). */
export function iptablesWords(opening: Opening): string[] {
  const { protocol, side, port, address, established } = opening;
  return [
    ...fromWords(opening),
    ...(address === null ? [] : [side === 'dport' ? '-d' : '-s', address]),
    ...['-p', protocol, `--${side}`, String(port)],
    ...(established ? ['-m', 'conntrack', '--ctstate', 'ESTABLISHED'] : []),
    ...['-j', 'ACCEPT'],
  ];
}

/** What is let through, in a few words. */
export const describe = ({ protocol, side, port, from, established }: Opening): string =>
  side === 'dport'
    ? `${port}/${protocol}${from === null ? '' : ` from ${from}`}`
    : `${established ? 'answers' : 'packets'} from ${port}/${protocol}`;

/** Whom a place that is opened for a list's new entry lets in. */
export const fromRisk = (from: string): string =>
  `${from.includes('/') ? `Every machine of ${from}` : from} can then connect.`;

/** Who gets through then. */
export function openRisk({ side, outward, port, from, established }: Opening): string {
  if (from !== null) return fromRisk(from);
  if (established) return 'Only packets of connections that were let through already are concerned.';
  if (side === 'sport')
    return `Whatever is sent from port ${port} then gets past this place, asked for or not.`;
  return outward === null
    ? 'Every machine whose packets reach this rule can then connect.'
    : ownRisk(outward);
}

/** What a change on the way out opens. */
export const ownRisk = (goal: string): string => `Every program on this machine can then connect to ${goal}.`;
