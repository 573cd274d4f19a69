import { valueIn } from '../../facts/fact.js';
import type { TrackedConnection } from '../../facts/firewall/types.js';
import { holderOf } from '../../facts/interfaces/clients.js';
import type { Stop } from '../../firewall/leg.js';
import type { Doubt } from '../../firewall/verdict.js';
import { unmapped } from '../../net/address.js';
import { counted } from '../../net/english.js';
import { networkOf } from '../../net/network.js';
import { inPrefix, within } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { WalkSeen } from './judged.js';
import { type Spent, spentBy } from './spent.js';
import { type Reached, triedInVain, unsentInVain } from './tried-in-vain.js';
import { whom } from './words.js';

/** Connections at once that a rule allows, as the doubt about it says. */
const allowed = ({ kind, says }: Doubt): number =>
  kind === 'count' ? Number(/\bct count over (\d+)/.exec(says)?.[1] ?? Number.NaN) : Number.NaN;

/** A connection that whatever counts this question's counts too: to its address, and by loopback only where it comes that way. */
const isAlike = ({ source, destination }: TrackedConnection, { address, vantage }: Question): boolean =>
  destination === address && (vantage.kind === 'self' || source !== destination);

/** The connections to the port that have a socket here, and those that are tracked, which may be sent on. */
function openTo(
  { sockets, firewall, interfaces }: WalkSeen,
  { port, address }: Question,
): readonly (readonly TrackedConnection[])[] {
  const own = (valueIn(sockets) ?? [])
    .filter(({ state, local }) => state === 'established' && local.port === port)
    .map(({ local, remote }) => ({
      source: unmapped(remote.address),
      destination: unmapped(local.address),
    }));
  // What a client has open to other machines, through this one, has the same port and is counted by other rules.
  const tracked = (valueIn(firewall)?.tracked ?? []).filter(
    ({ destination }) => destination === address || holderOf(destination, interfaces),
  );
  return [own, tracked];
}

/** Whom a rule counts connections for: the client, one of the network that is asked for, or the network that it is in. */
const countedFor = ({ prefix }: Doubt, { vantage: { kind, source } }: Question): string | undefined =>
  kind === 'self' || source === null ? undefined : prefix === undefined ? source : networkOf(source, prefix);

/** Another client is known on the network of which one stands for all. */
export const hasOthers = (
  { routes }: WalkSeen,
  { vantage: { kind, source, network, input } }: Question,
): boolean =>
  kind === 'lan' &&
  network !== null &&
  (valueIn(routes)?.neighbours ?? []).some(
    ({ address, device, hardwareAddress }) =>
      device === input && hardwareAddress !== null && address !== source && inPrefix(address, network),
  );

/** As many connections are open as may be: the client's, or those of all where the rule counts them together. */
function countReached(seen: WalkSeen, doubt: Doubt, question: Question): Reached | undefined {
  const { port } = question;
  const [most, who] = [allowed(doubt), doubt.shared ? undefined : countedFor(doubt, question)];
  if (Number.isNaN(most) || (!doubt.shared && who === undefined)) return undefined;
  const isOfThem = who === undefined ? undefined : within(who);
  const [own = 0, tracked = 0] = openTo(seen, question).map(
    all => all.filter(each => (isOfThem ? isOfThem(each.source) : isAlike(each, question))).length,
  );
  const held = Math.max(own, tracked);
  if (held < most) return undefined;
  return {
    summary: who
      ? `${who} has ${counted(held, 'connection')} to port ${port} open, and the firewall allows ${most}`
      : `${counted(held, 'connection')} to port ${port} ${held === 1 ? 'is' : 'are'} open, and the firewall allows ${most} in all`,
    says: `${held} of ${most} connections are open`,
    evidence: {
      fact: 'sockets',
      says: `${counted(held, 'established connection')}${who ? ` of ${who}` : ''} to port ${port}`,
      source: own < tracked ? '/proc/net/nf_conntrack' : 'sock_diag or /proc/net',
    },
    fix: {
      title: 'Close connections that are not needed, or raise the limit',
      text: `They are listed by:\n  ${own < tracked ? `grep dport=${port} /proc/net/nf_conntrack` : `ss -tn src :${port}${who ? ` dst ${who}` : ''}`}\nThe limit is in the rule.`,
      needsRoot: true,
    },
    others: who === question.vantage.source && hasOthers(seen, question),
  };
}

/** The kernel keeps a list of who came how often, and the client, or one of its network, has come as often as it may. */
function oftenEnough(
  seen: WalkSeen,
  { says, reached, shared }: Doubt,
  question: Question,
): Reached | undefined {
  if (!reached) return undefined;
  const { kind, source } = question.vantage;
  const who = (kind === 'lan' && !shared && source) || whom(question);
  return {
    summary: `The firewall lets ${who} connect no more for now (${says})`,
    says: 'the limit is reached',
    evidence: { fact: 'firewall', says: `${who}: ${reached.says}`, source: reached.source },
    fix: {
      title: 'Wait, or raise the limit',
      text: `Each attempt may count as well. The limit is in the rule, and who has reached it is in ${reached.source}.`,
      needsRoot: true,
    },
    others: !shared && hasOthers(seen, question),
  };
}

/**
 * What the last minute's connections took from the account of the client, or of all, as far as they can be seen. This
 * machine's own come by loopback, where most rules let them pass before they are counted: netcheck's attempts are of them.
 */
export function takenFrom(
  seen: WalkSeen,
  { bucket, shared }: Doubt,
  question: Question,
): (Spent & { readonly who: string }) | undefined {
  const { kind, source, network } = question.vantage;
  const who = shared ? (network ?? source) : source;
  if (!bucket || kind === 'self' || who === null) return undefined;
  const isOfThem = within(who);
  const passed = (valueIn(seen.sockets) ?? []).filter(
    ({ local, remote }) =>
      local.port === question.port &&
      isOfThem(remote.address) &&
      !holderOf(unmapped(remote.address), seen.interfaces),
  );
  const spent = spentBy(passed, bucket);
  return spent && { ...spent, who };
}

/** So many connections passed within the last minute that nothing is left. */
function lately(seen: WalkSeen, doubt: Doubt, question: Question): Reached | undefined {
  const spent = takenFrom(seen, doubt, question);
  if (!spent?.all) return undefined;
  const { connections, who } = spent;
  return {
    summary: `The firewall lets ${who} connect no more for now (${doubt.says}), after ${connections} connections in the last minute`,
    says: 'the limit is reached',
    evidence: {
      fact: 'sockets',
      says: `${connections} connections of ${who} to port ${question.port} ended within the last minute (TIME_WAIT)`,
      source: 'sock_diag or /proc/net',
    },
    fix: { title: 'Wait, or raise the limit', text: 'The limit is in the rule.', needsRoot: true },
    others: !doubt.shared && hasOthers(seen, question),
  };
}

/** What shows that the limit by which a rule stops some is reached; undefined where nothing does. */
export function limitReached(seen: WalkSeen, stop: Stop, question: Question): Reached | undefined {
  const [doubt, ...more] = stop.doubts;
  if (!doubt || more.length > 0) return undefined;
  return (
    countReached(seen, doubt, question) ??
    oftenEnough(seen, doubt, question) ??
    lately(seen, doubt, question) ??
    triedInVain(seen, stop, doubt, question) ??
    unsentInVain(seen, doubt, question)
  );
}
