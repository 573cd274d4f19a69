import { valueIn } from '../../facts/fact.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { at } from '../serving.js';
import { advice } from '../talk.js';
import { answerIn, containerOf, holderIn, lookInto, loopbackOnly, nameOf } from './inside.js';
import { leadOf } from './lead.js';
import type { LeadFacts } from './lead-types.js';
import { otherFamily } from './other-family.js';

/** Nobody takes the port in the namespace of this machine that has the address; undefined where somebody does. */
export function absentInside(facts: LeadFacts, question: Question): Finding | undefined {
  const lead = leadOf(facts, question);
  if (lead?.by !== 'address' || !lead.space) return undefined;
  const { address, port, protocol } = question;
  const spaces = (valueIn(facts.namespaces) ?? []).filter(each => each.addresses.includes(address));
  const answer = answerIn(lead.space, protocol, address, port);
  const isRefused = (space: Namespace) =>
    ['absent', 'family'].includes(answerIn(space, protocol, address, port).kind);
  if (![lead.space, ...spaces].every(isRefused)) return undefined;
  const containers = valueIn(facts.containers);
  if (answer.kind === 'family')
    return otherFamily({ ...lead, space: lead.space, address }, answer.socket, containers);
  if (answer.kind !== 'absent') return undefined;
  const where = nameOf(lead.space, containers);
  const real = answer.others.find(each => !loopbackOnly(each)) ?? answer.others[0];
  const container = containerOf(lead.space, containers);
  const instead = real
    ? `${holderIn(lead.space, real)} listens on ${at(real.local.address, real.local.port)} there`
    : 'nor on any other port';
  return {
    severity: 'error',
    summary: `${address} is ${where} on this machine, and nothing listens on port ${port} there; ${instead}.`,
    says: `nothing listens on ${port} inside ${where}`,
    headline: `nothing listens on port ${port} inside ${where}`,
    outcome: 'refused',
    evidence: [
      {
        fact: 'namespaces',
        says: `In ${where} (${address}) nobody listens on port ${port}${real ? `; ${instead}` : ', nor on any other'}`,
        source: lookInto(lead.space),
      },
    ],
    fixes: [
      real && !loopbackOnly(real)
        ? advice(`Ask for port ${real.local.port}`, `  netcheck why ${at(address, real.local.port)}`)
        : advice(
            `Start the server inside ${where}, on port ${port}`,
            container
              ? `Its own log says why it does not run:\n  ${container.engine} logs ${container.name}`
              : 'It has to listen on 0.0.0.0, not on 127.0.0.1, which nobody outside reaches.',
          ),
    ],
  };
}
