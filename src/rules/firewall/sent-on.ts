import type { CauseCode } from '../../causes.js';
import { layerOf } from '../../causes.js';
import { valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import { rewrites } from '../../facts/firewall/rewrites.js';
import { type Walk, walk } from '../../firewall/walk.js';
import { inPrefix, isLoopback } from '../../net/prefix.js';
import { here, type Question } from '../../net/question.js';
import { reasonsForAbsence } from '../port/absent.js';
import { isUnserved, serversOf } from '../serving.js';

/** Where a rule sends a connection: to this place alone, or to one of several; and whether another rule stops it first. */
type Goal = Walk['destination'] & { readonly alone: boolean; readonly stopped: boolean };

/**
 * The other address or port that a rule sends the question's connection to, so that who listens on its own port is beside
 * the point; undefined where no rule does.
 */
export function goalOf(facts: Facts, question: Question): Goal | undefined {
  const [firewall, interfaces] = [valueIn(facts.firewall), valueIn(facts.interfaces)];
  if (!firewall || !interfaces || question.address === '' || !rewrites(firewall)) return undefined;
  const way = walk(
    {
      firewall,
      interfaces,
      routes: valueIn(facts.routes),
      limits: valueIn(facts.limits),
      sockets: valueIn(facts.sockets),
      listeners: valueIn(facts.listeners),
    },
    question,
  );
  if (!way?.rewrittenBy) return undefined;
  const { destination } = way;
  const same = destination.port === question.port && destination.address === question.address;
  if (same) return undefined;
  return { ...destination, alone: way.otherwise.length === 0, stopped: way.stop !== null };
}

/** Questions that a rule sends on elsewhere than this machine's own connections to that address, if those at all. */
export function ledApart(
  facts: Facts,
  goals: ReadonlyMap<Question, Goal | undefined>,
): ReadonlySet<Question> {
  const own = [...goals].filter(([{ vantage }]) => vantage.kind === 'self');
  const oursOf = (question: Question): Goal | undefined => {
    const asked = own.find(([{ address }]) => address === question.address);
    if (asked) return asked[1];
    // This machine tries each address also where it is not asked about.
    const ours = question.local ? goalOf(facts, { ...question, vantage: here }) : undefined;
    return ours?.stopped ? undefined : ours;
  };
  const apart = [...goals].filter(([question, goal]) => {
    const ours = goal && oursOf(question);
    return goal && !(goal.alone && ours?.address === goal.address && ours.port === goal.port);
  });
  return new Set(apart.map(([question]) => question));
}

/**
 * Asked of a port alone, on the network that a rule leads others into, which leads nobody there: between containers, or
 * behind a router. Whoever is on it asks the server itself, and not this machine.
 */
export function isBesideServer(
  question: Question,
  facts: Facts,
  goals: ReadonlyMap<Question, Goal | undefined>,
): boolean {
  const { vantage, target } = question;
  const { network } = vantage;
  if (vantage.kind !== 'lan' || target.host !== null || network === null || goals.get(question)) return false;
  return (
    isUnserved(valueIn(facts.sockets) ?? [], question) &&
    [...goals.values()].some(goal => goal !== undefined && inPrefix(goal.address, network))
  );
}

const absence = new Set<CauseCode>(['port/nothing-listens', ...reasonsForAbsence]);

/** Causes that speak of who listens on the question's own port. */
export const isAboutListener = (code: CauseCode): boolean =>
  (absence.has(code) && !['firewall', 'namespace'].includes(layerOf(code))) || layerOf(code) === 'bind';

/**
 * Nobody serves the port here, and a rule that nobody could read may send the question's connections on to where
 * somebody does. Without connection tracking there are no such rules (nf_nat needs it), and the kernel counts
 * the connections that it tracks for everybody to read: one at least is there by now, see ../../facts/probes/trace.ts.
 * `led`: attempts from here show that there is such a rule. One that was refused is tracked no longer, and one that was
 * lost before it left never was.
 */
export function maybeSentOn(facts: Facts, question: Question, led: boolean): boolean {
  const sockets = valueIn(facts.sockets);
  if (facts.firewall.status !== 'unknown' || facts.firewall.reason === 'unsupported') return false;
  const tracked = (valueIn(facts.limits)?.conntrack?.used ?? 0) > 0;
  if (sockets === undefined) return false;
  return isUnserved(sockets, question) ? led || tracked : tracked && isLetIntoLoopback(facts, question);
}

/**
 * All who serve the port do so on loopback addresses, and somebody has opened those of IPv4 to packets from outside, which
 * without a rule that sends some there does nothing. No rule leads another family's packets to them, nor to ::1.
 */
function isLetIntoLoopback({ sockets, routes }: Facts, question: Question): boolean {
  const { address, vantage } = question;
  const { input } = vantage;
  if (address.includes(':')) return false;
  const { all, [input ?? '']: own } = valueIn(routes)?.routeLocalnet ?? {};
  const servers = serversOf(valueIn(sockets) ?? [], question);
  return (
    (all === 1 || own === 1) &&
    servers.every(({ local }) => isLoopback(local.address) && !local.address.includes(':'))
  );
}
