import type { Question } from '../net/question.js';
import { requestPacket } from './first-packet.js';
import type { Leg } from './leg.js';
import { legOf, passAll } from './pass.js';
import { roadsOf } from './routing.js';
import type { WalkFacts } from './walk.js';

/**
 * What the input rules would do with the question's packet if no rule sent it elsewhere before: a published port of a
 * container goes around them.
 */
export function inputWithoutRewrite(facts: WalkFacts, question: Question): Leg | undefined {
  const roads = roadsOf(facts.interfaces, facts.routes);
  const packet = requestPacket(question, roads, true);
  if (!packet) return undefined;
  const arrived = { ...packet, state: packet.connection, attached: true };
  const scene = { rules: facts.firewall, roads, limits: facts.limits };
  return legOf(passAll(scene, ['input'], [{ packet: arrived, doubts: [] }]));
}
