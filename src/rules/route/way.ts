import type { Interface } from '../../facts/interfaces/types.js';
import type { Route, RouteLookup, Routing, RoutingRule } from '../../facts/routes/types.js';
import { inPrefix } from '../../net/prefix.js';
import type { Question } from '../question.js';
import type { Evidence } from '../rule.js';

const MAIN_TABLE = 254;

/** The kernel's answer for a packet from here to a target elsewhere; undefined for other questions. */
export const wayOut = (
  { lookups }: Routing,
  { vantage, address, local }: Question,
): RouteLookup | undefined =>
  vantage.kind === 'self' && !local
    ? lookups.find(({ to, from, input }) => to === address && from === null && input === null)
    : undefined;

/** The kernel's answer for the reply to a client elsewhere, from the address that it asked. */
export const wayBack = (
  { lookups }: Routing,
  { vantage, address, local }: Question,
): RouteLookup | undefined =>
  vantage.kind !== 'self' && local
    ? lookups.find(({ to, from, input }) => to === vantage.source && from === address && input === null)
    : undefined;

/** The kernel's answer for the client's packet where it comes in. */
export const wayIn = (
  { lookups }: Routing,
  { vantage, address, local }: Question,
): RouteLookup | undefined =>
  vantage.kind !== 'self' && vantage.input !== null && local
    ? lookups.find(
        ({ to, from, input }) => to === address && from === vantage.source && input === vantage.input,
      )
    : undefined;

/** The one that decides: the way out to a target elsewhere, or back to a client elsewhere. */
export const deciding = (routing: Routing, question: Question): RouteLookup | undefined =>
  wayOut(routing, question) ?? wayBack(routing, question);

/** `ip route get` as it would be typed, for the source of an evidence. */
export const asCommand = ({ to, from, input }: RouteLookup): string =>
  ['ip route get', to, ...(from ? ['from', from] : []), ...(input ? ['iif', input] : [])].join(' ');

/** What the kernel answered, in a few words. */
export function answerOf({ error, type, gateway, device }: RouteLookup): string {
  if (error) return MEANING[error] ?? error;
  return [type === 'unicast' ? '' : type, gateway ? `via ${gateway}` : '', device ? `dev ${device}` : '']
    .filter(Boolean)
    .join(' ');
}

const MEANING: Readonly<Record<string, string>> = {
  ENETUNREACH: 'no route (ENETUNREACH)',
  EHOSTUNREACH: 'unreachable (EHOSTUNREACH)',
  EACCES: 'prohibited (EACCES)',
  EINVAL: 'thrown away (EINVAL)',
  EXDEV: 'refused by reverse-path filtering (EXDEV)',
};

/** The lookup as evidence. */
export const evidenceOf = (lookup: RouteLookup): Evidence => ({
  fact: 'routes',
  says: `The kernel's route to ${lookup.to}${lookup.from ? ` from ${lookup.from}` : ''}: ${answerOf(lookup)}`,
  source: asCommand(lookup),
});

/** The prefix of a route, with the default route as 0.0.0.0/0 or ::/0. */
export const prefixOf = ({ destination, family }: Route): string => {
  if (destination === 'default') return family === 4 ? '0.0.0.0/0' : '::/0';
  return destination.includes('/') ? destination : `${destination}/${family === 4 ? 32 : 128}`;
};

export const lengthOf = (route: Route): number => Number(prefixOf(route).split('/')[1]);

/** The routes that cover an address, the most specific first, then the smallest metric. */
export const covering = ({ routes }: Routing, address: string): readonly Route[] =>
  routes
    .filter(route => inPrefix(address, prefixOf(route)))
    .toSorted((one, two) => lengthOf(two) - lengthOf(one) || (one.metric ?? 0) - (two.metric ?? 0));

/** The route of the main table that would be taken if no rule led to another. */
export const inMain = (routing: Routing, address: string): Route | undefined =>
  covering(routing, address).find(({ table }) => table === MAIN_TABLE);

export const isPolicyTable = (table: number | null): boolean =>
  table !== null && ![0, 253, MAIN_TABLE, 255].includes(table);

/** The value behind a word of a rule's text: selector('from all to 10.0.0.0/8 lookup 5', 'to') is 10.0.0.0/8. */
const selector = (text: string, word: string): string | undefined =>
  new RegExp(`(?:^|\\s)${word} (\\S+)`).exec(text)?.[1];

/** True where a policy rule's addresses fit a packet; rules that ask for more than addresses never do. */
export function ruleFits({ text, family }: RoutingRule, from: string | null, to: string): boolean {
  if (/\b(fwmark|iif|oif|uidrange|ipproto|sport|dport|tos|not)\b/.test(text)) return false;
  if (family !== (to.includes(':') ? 6 : 4)) return false;
  const source = selector(text, 'from');
  const target = selector(text, 'to');
  const sourceFits = !source || source === 'all' || (from !== null && inPrefix(from, source));
  return sourceFits && (!target || inPrefix(to, target));
}

const TUNNEL_KINDS = new Set([
  'tun',
  'wireguard',
  'ppp',
  'ipip',
  'gre',
  'sit',
  'ip6tnl',
  'vti',
  'vti6',
  'xfrm',
]);

/** A VPN or another tunnel, by its kind, or by its name where the kind is not told. */
export const isTunnel = (name: string | null, interfaces: readonly Interface[]): boolean => {
  if (name === null) return false;
  const kind = interfaces.find(item => item.name === name)?.kind ?? '';
  return (
    TUNNEL_KINDS.has(kind) || /^(tun|utun|wg|ppp|tailscale|zt|nordlynx|proton|mullvad|ipsec)\d*/.test(name)
  );
};

/** `ip` or `ip -6`, as an address needs it. */
export const ipFor = (address: string): string => (address.includes(':') ? 'ip -6' : 'ip');

/** A lone address as a prefix: 10.0.0.1/32. */
export const host = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`;

/** The policy rule that led to the table of an answer: one whose addresses fit, else any that names the table. */
export function capturing({ rules }: Routing, { table, from, to }: RouteLookup): RoutingRule | undefined {
  if (!isPolicyTable(table)) return undefined;
  const leading = rules.filter(rule => rule.table === table && rule.family === (to.includes(':') ? 6 : 4));
  return leading.find(rule => ruleFits(rule, from, to)) ?? leading[0];
}
