import { valueIn } from '../../facts/fact.js';
import type { Asker, FirewallRules } from '../../facts/firewall/types.js';
import { type Leg, type Stop, stopsSurely } from '../../firewall/leg.js';
import { walk } from '../../firewall/walk.js';
import type { Question } from '../../net/question.js';
import { remembering } from '../../net/remember.js';
import { probeOf } from '../probe.js';
import type { Finding } from '../rule.js';
import type { WalkSeen } from './judged.js';
import { repair } from './repair.js';
import { asked, evidenceOf, stopSentence } from './words.js';

/** The rules as they are for whoever typed sudo, not for root, whom this process's own attempts are made by. */
const forTypist = remembering(
  (rules: FirewallRules): FirewallRules => (rules.typist ? { ...rules, asker: rules.typist } : rules),
);

const sayWho = ({ uid, name }: Asker & { readonly name: string | null }): string =>
  name === null ? `user ${uid}` : `${name} (uid ${uid})`;

/** Root connected, and a rule stops what the person sends who asked by sudo: the attempt does not speak for them. */
export function stopsTypist(
  seen: WalkSeen,
  question: Question,
  verdict?: Stop['verdict'],
): Finding | undefined {
  const rules = valueIn(seen.firewall);
  const typist = rules?.typist;
  if (!rules || !typist || question.vantage.kind !== 'self' || question.address === '') return undefined;
  if (probeOf(valueIn(seen.probes), question)?.outcome !== 'connected') return undefined;
  const facts = {
    firewall: forTypist(rules),
    interfaces: seen.interfaces,
    routes: valueIn(seen.routes),
    limits: valueIn(seen.limits),
    sockets: valueIn(seen.sockets),
  };
  const way = walk(facts, question);
  const root = walk({ ...facts, firewall: rules }, question);
  // What stops root's packets as well was not read rightly: they got through.
  const leg = [way, way?.follow].find(
    (each, at) => each && stopsSurely(each) && !alike([root, root?.follow][at], each),
  );
  const stop = leg?.stop;
  if (!stop || (verdict && stop.verdict !== verdict)) return undefined;
  const who = sayWho(typist);
  return {
    severity: 'warning',
    summary: `${stopSentence(stop, `connections of ${who}, who asked by sudo, to ${asked(question)}`, false)}; those of root, as netcheck runs, get through.`,
    says: `stops ${who}`,
    outcome: 'ok',
    evidence: evidenceOf(stop),
    fixes: repair(facts, question, 'request'),
  };
}

const alike = (a: Leg | undefined, b: Leg): boolean => a?.verdict === b.verdict;
