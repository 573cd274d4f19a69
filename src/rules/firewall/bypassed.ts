import { inputWithoutRewrite } from '../../firewall/around.js';
import { stopsSurely } from '../../firewall/leg.js';
import { sayQuote, sourceOf } from '../../firewall/quote.js';
import { defineRule } from '../rule.js';
import { at } from '../serving.js';
import { isJudged, judge, WALK_FACTS } from './judged.js';
import { asked, whom } from './words.js';

/** Found where a published port is forwarded past the input rules, which would not have let it in. */
export const rule = defineRule({
  code: 'firewall/bypassed',
  needs: ['interfaces'],
  mayUse: WALK_FACTS,
  check(seen, question) {
    if (!question.local || question.vantage.kind === 'self') return undefined;
    const judged = judge(seen, question);
    if (!isJudged(judged)) return undefined;
    const { walk, facts } = judged;
    if (walk.delivery !== 'forward' || !walk.rewrittenBy || walk.verdict !== 'pass') return undefined;
    const input = inputWithoutRewrite(facts, question);
    if (!input || !stopsSurely(input) || !input.stop?.quote) return undefined;
    const denies = input.stop.quote;
    const owner = facts.firewall.owners.ufw && /^ufw|^INPUT$/.test(denies.chain) ? 'ufw' : 'The input rules';
    const goal = at(walk.destination.address, walk.destination.port);
    return {
      severity: 'warning',
      summary: `${owner} would not let ${whom(question)} in on ${asked(question)}, but the published port goes around: it is sent on to ${goal} before the input rules see it.`,
      says: 'the published port goes around the input rules',
      outcome: 'ok',
      evidence: [
        { fact: 'firewall', says: `${sayQuote(denies)} would stop it`, source: sourceOf(denies) },
        {
          fact: 'firewall',
          says: `${sayQuote(walk.rewrittenBy)} sends it to ${goal} first`,
          source: sourceOf(walk.rewrittenBy),
        },
      ],
      fixes: [
        {
          title:
            'If others should not get in, publish it on loopback, or deny it where forwarded packets pass',
          text: `Publish it as 127.0.0.1:${question.port}:${walk.destination.port}, or add a rule to the chain DOCKER-USER: iptables -I DOCKER-USER -d ${walk.destination.address} -p ${question.protocol} --dport ${walk.destination.port} -j DROP (with -i and the interface that the others come in by).`,
          needsRoot: true,
        },
      ],
    };
  },
});
