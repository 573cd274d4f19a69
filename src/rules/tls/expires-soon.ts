import { moment } from '../moment.js';
import { defineRule } from '../rule.js';
import { finding, strictly, told } from '../talk.js';
import { renewal } from './renewal.js';
import { faulty, span, subjectOf } from './shaken.js';

const SOON = 7 * 24 * 60 * 60 * 1000;

/** Less than a week is left, and less than a quarter of its life: whoever renews it has had time to. */
const endsSoon = (from: number, to: number, now: number) => to - now < Math.min(SOON, (to - from) / 4);

/** The server's own certificate is valid, and will not be for long. */
export const rule = defineRule({
  code: 'tls/expires-soon',
  needs: ['probes', 'machine'],
  check({ probes, machine: { now } }, question) {
    const soon = faulty(probes, question, ({ tls }) => {
      const leaf = tls.chain[0];
      return leaf && leaf.validTo > now && endsSoon(leaf.validFrom, leaf.validTo, now) ? leaf : undefined;
    });
    if (!soon) return undefined;
    const left = span(soon.fault.validTo - now);
    return finding(
      strictly(soon.talk, 'warning', 'note'),
      `The certificate for ${subjectOf(soon.fault)} expires in ${left}, on ${moment(soon.fault.validTo)}.`,
      `expires in ${left}`,
      [told(soon.conversation, `The certificate is valid until ${moment(soon.fault.validTo)}`)],
      { fixes: [renewal(question.local)], outcome: 'ok' },
    );
  },
});
