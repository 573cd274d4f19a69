import { moment } from '../moment.js';
import { defineRule } from '../rule.js';
import { advice, finding, strictly, told } from '../talk.js';
import { clockLag, faulty, span, subjectOf } from './shaken.js';
import { needed } from './trust.js';

/** A certificate of the chain starts in the future, or this machine's clock is behind. */
export const rule = defineRule({
  code: 'tls/not-yet-valid',
  needs: ['probes', 'machine'],
  check({ probes, machine }, question) {
    const { now } = machine;
    const found = faulty(probes, question, ({ tls }) => needed(tls).find(({ validFrom }) => validFrom > now));
    if (!found) return undefined;
    const { conversation, fault, talk } = found;
    const behind = now + clockLag(found, now) >= fault.validFrom;
    return finding(
      strictly(talk, 'error', 'note'),
      `The certificate for ${subjectOf(fault)} is valid from ${moment(fault.validFrom)} on, ${span(fault.validFrom - now)} from now${behind ? ": this machine's clock is behind the server's" : ''}.`,
      `from ${moment(fault.validFrom).slice(0, 10)}`,
      [
        told(
          conversation,
          `The certificate is not valid before ${moment(fault.validFrom)}; it is ${moment(now)} here`,
        ),
      ],
      {
        fixes: [
          behind
            ? advice("Set this machine's clock", '  sudo timedatectl set-ntp true', true)
            : advice(
                'Check the clock, here and where the certificate was made',
                `Here it is ${moment(now)}. If that is right, make the certificate anew.`,
              ),
        ],
        outcome: 'tls-error',
      },
    );
  },
});
