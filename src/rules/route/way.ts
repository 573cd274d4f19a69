import { flowWords } from '../../facts/routes/lookup.js';
import type { Neighbour, Route, RouteLookup, Routing } from '../../facts/routes/types.js';
import type { Walk } from '../../firewall/walk.js';
import { inPrefix } from '../../net/prefix.js';
import { comesHere, type Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import type { Evidence } from '../rule.js';

export const MAIN_TABLE = 254;
/** Asked last, and empty (RT_TABLE_DEFAULT). */
export const DEFAULT_TABLE = 253;
/** The kernel's own, of this machine's addresses (RT_TABLE_LOCAL). */
export const LOCAL_TABLE = 255;

/** A lookup answers for a question's port, where it was asked with one. */
const portFits = ({ flow }: RouteLookup, port: number): boolean =>
  (flow?.sourcePort ?? flow?.destinationPort ?? port) === port;

/** The kernel's answer for a packet from here to a target elsewhere; undefined for other questions. */
export const wayOut = (
  { lookups }: Routing,
  { vantage, address, local, port }: Question,
): RouteLookup | undefined =>
  vantage.kind === 'self' && !local
    ? lookups.find(
        each => each.to === address && each.from === null && each.input === null && portFits(each, port),
      )
    : undefined;

/** The kernel's answer for the reply to a client elsewhere, from the address that it asked. */
export const wayBack = ({ lookups }: Routing, question: Question): RouteLookup | undefined =>
  question.vantage.kind !== 'self' && comesHere(question)
    ? lookups.find(
        each =>
          each.to === question.vantage.source &&
          each.from === question.address &&
          // What answers from behind this machine comes in here first.
          (each.input !== null) === (question.behind !== undefined) &&
          portFits(each, question.port),
      )
    : undefined;

/** The kernel's answer for the client's packet where it comes in. */
export const wayIn = ({ lookups }: Routing, question: Question): RouteLookup | undefined => {
  const { vantage, address } = question;
  return vantage.kind !== 'self' && vantage.input !== null && comesHere(question)
    ? lookups.find(
        ({ to, from, input }) => to === address && from === vantage.source && input === vantage.input,
      )
    : undefined;
};

/** The kernel's answers for what a rule sends on to another place: to the goal, and its reply back to the client. */
export const waysThrough = (
  { lookups }: Routing,
  { destination, output, source }: Pick<Walk, 'destination' | 'output' | 'source'>,
  { vantage }: Question,
): readonly RouteLookup[] =>
  lookups.filter(
    ({ to, from, input }) =>
      (to === destination.address && from === vantage.source && input !== null && input === vantage.input) ||
      // Whoever is masqueraded is answered at an address of this machine.
      (to === vantage.source &&
        source === to &&
        from === destination.address &&
        input !== null &&
        input === output),
  );

/** The one that decides: the way out to a target elsewhere, or back to a client elsewhere. */
export const deciding = (routing: Routing, question: Question): RouteLookup | undefined =>
  wayOut(routing, question) ?? wayBack(routing, question);

/** `ip route get` as it would be typed, for the source of an evidence. */
export const asCommand = ({ to, from, input, output, mark, flow }: RouteLookup): string =>
  [
    'ip route get',
    to,
    ...(from ? ['from', from] : []),
    ...(input ? ['iif', input] : []),
    ...(output ? ['oif', output] : []),
    ...(mark ? ['mark', `0x${mark.toString(16)}`] : []),
    ...flowWords(flow),
  ].join(' ');

/** What the kernel answered, in a few words. */
function answerOf({ error, type, gateway, device }: RouteLookup): string {
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

/** The length of a route's prefix, in bits. */
export const lengthOf = (route: Route): number => Number(prefixOf(route).split('/')[1]);

/** Where a route leads, as ip-route(8) takes it: `via 10.0.0.1 dev eth0`, `via inet6 fe80::1 dev eth0` for one of IPv4. */
export const by = ({ family, gateway, device }: Route): string => {
  const foreign = family === 4 && gateway?.includes(':') ? 'inet6 ' : '';
  return [gateway ? `via ${foreign}${gateway}` : '', device ? `dev ${quoted(device)}` : '']
    .filter(Boolean)
    .join(' ');
};

/** What else tells a route from others to its destination: one with another metric or table would stand beside it. */
export const labelOf = ({ metric, table }: Route): string =>
  `${metric === null ? '' : ` metric ${metric}`}${tableOf({ table })}`;

/** The table of a route, as ip-route(8) takes it: nothing for the main one. */
export const tableOf = ({ table }: Pick<Route, 'table'>): string =>
  table === MAIN_TABLE ? '' : ` table ${table}`;

/** The same for people: `via 10.0.0.1 by eth0`, `by eth0`. */
export const byWords = (route: Route): string => by(route).replace(/\bdev /, 'by ');

/** The routes that cover an address, the most specific first, then the smallest metric. */
export const covering = ({ routes }: Routing, address: string): readonly Route[] =>
  routes
    .filter(route => inPrefix(address, prefixOf(route)))
    .toSorted((one, two) => lengthOf(two) - lengthOf(one) || (one.metric ?? 0) - (two.metric ?? 0));

/** The route of the main table that would be taken if no rule led to another. */
export const inMain = (routing: Routing, address: string): Route | undefined =>
  covering(routing, address).find(({ table }) => table === MAIN_TABLE);

/** The kernel asked for an address by an interface, in vain. */
export const silentOn = (
  { neighbours }: Pick<Routing, 'neighbours'>,
  address: string,
  device: string,
): Neighbour | undefined =>
  neighbours.find(
    each =>
      each.address === address &&
      each.device === device &&
      (each.state === 'failed' || (each.state === 'incomplete' && each.hardwareAddress === null)),
  );

/** `ip` or `ip -6`, as an address needs it. */
export const ipFor = (address: string): string => (address.includes(':') ? 'ip -6' : 'ip');

/** A lone address as a prefix: 10.0.0.1/32. */
export const host = (address: string): string => `${address}/${address.includes(':') ? 128 : 32}`;
