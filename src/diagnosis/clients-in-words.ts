import { listed } from '../net/english.js';
import { type Client, isCurlsFirst, leadsAstray } from './verdict.js';

/** A network by which some interfaces of this machine are reached and others are not (Wi-Fi and a cable) goes by those too, and one without a name by its own. */
function networkOf({ label, network, input, state }: Client, clients: readonly Client[]): string | null {
  const parted = clients.some(other => other.network === network && other.state !== state);
  if (network) return parted ? `${network} by ${input}` : network;
  return label === 'lan' ? input : null;
}

/** One client that may come in by either of two interfaces goes by those too, where it matters. */
const labelOf = ({ label, network, input, state }: Client, clients: readonly Client[]): string =>
  !network &&
  !['self', 'lan'].includes(label) &&
  clients.some(each => each.label === label && each.state !== state)
    ? `${label} by ${input}`
    : label;

/** Of several networks each goes by its own name. */
const nameOf = (label: string, network: string | null, alone: boolean): string => {
  if (label === 'self') return 'here';
  if (network && !alone) return network;
  return network ? `your network (${network})` : label === 'lan' ? 'your network' : label;
};

/** Who is in that state: "from here", "from your networks (10.0.0.0/24, 172.17.0.0/16)". */
export function inState(clients: readonly Client[], state: Client['state']): string[] {
  const mine = clients.filter(each => each.state === state);
  const networks = [...new Set(mine.flatMap(client => networkOf(client, clients) ?? []))];
  const alone = clients.every(client => !client.network || networkOf(client, clients) === networks[0]);
  const others = mine
    .filter(({ network }) => !network || networks.length < 2)
    .map(client => nameOf(labelOf(client, clients), networkOf(client, clients), alone));
  const several = networks.length > 1 ? [`your networks (${networks.join(', ')})`] : [];
  return [...new Set([...others, ...several])].map(each => `from ${each}`);
}

/** Who gets through: where nobody does by IPv4, some do by IPv6. */
export const through = (clients: readonly Client[]) =>
  listed([...inState(clients, 'through'), ...inState(clients, 'by-luck').map(each => `${each} at times`)]) ||
  'by IPv6';

/** Who does not get through, by IPv4 or at all; empty where all do. */
export const blocked = (clients: readonly Client[]) =>
  listed([...inState(clients, 'blocked'), ...inState(clients, 'partly').map(each => `${each} by IPv4`)]);

/** It answers, and not by the address that clients try first. */
export function strayed(clients: readonly Client[]): string {
  const all = clients.filter(({ state }) => state === 'astray').flatMap(({ settled }) => settled);
  const first = leadsAstray(all);
  const right = all.find(({ reach }) => reach.outcome === 'ok');
  const who =
    first && isCurlsFirst(first)
      ? 'curl tries'
      : right && isCurlsFirst(right)
        ? 'clients other than curl try'
        : 'clients try';
  return `answers at ${right?.question.address}, but not as asked at ${first?.question.address}, which ${who} first`;
}

/** Who gets through, as it follows on the verb; empty where this machine alone was asked about. */
export function fromWhom(clients: readonly Client[]): string {
  const others = clients.filter(each => each.label !== 'self');
  if (others.length === 0) return '';
  if (others.length === clients.length) return ` ${through(clients)}`;
  return others.every(each => each.label === 'lan') ? ', here and from your network' : ` ${through(clients)}`;
}
