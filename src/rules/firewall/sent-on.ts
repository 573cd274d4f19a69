import type { CauseCode } from '../../causes.js';
import { layerOf } from '../../causes.js';
import { valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import { rewrites } from '../../facts/firewall/rewrites.js';
import { walk } from '../../firewall/walk.js';
import { reasonsForAbsence } from '../port/absent.js';
import type { Question } from '../question.js';
import { isUnserved } from '../serving.js';

/** A rule sends the question's connection to another address or port, so that who listens on its own port is beside the point. */
export function isSentOn(facts: Facts, question: Question): boolean {
  const [firewall, interfaces] = [valueIn(facts.firewall), valueIn(facts.interfaces)];
  if (!firewall || !interfaces || question.address === '' || !rewrites(firewall)) return false;
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
  if (!way?.rewrittenBy) return false;
  return way.destination.port !== question.port || way.destination.address !== question.address;
}

const absence = new Set<CauseCode>(['port/nothing-listens', ...reasonsForAbsence]);

/** Causes that speak of who listens on the question's own port. */
export const isAboutListener = (code: CauseCode): boolean =>
  (absence.has(code) && !['firewall', 'namespace'].includes(layerOf(code))) || layerOf(code) === 'bind';

/**
 * Nobody serves the port here, and a rule that nobody could read may send the question's connections on to where
 * somebody does. Without connection tracking there are no such rules (nf_nat needs it), and the kernel counts
 * the connections that it tracks for everybody to read: one at least is there by now, see ../../facts/probes/trace.ts.
 */
export function maybeSentOn(facts: Facts, question: Question): boolean {
  const sockets = valueIn(facts.sockets);
  if (facts.firewall.status !== 'unknown' || facts.firewall.reason === 'unsupported') return false;
  if (sockets === undefined || !isUnserved(sockets, question)) return false;
  return (valueIn(facts.limits)?.conntrack?.used ?? 0) > 0;
}
