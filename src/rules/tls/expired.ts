import { defineRule } from '../rule.js';
import { advice, finding, strictly, told } from '../talk.js';
import { clockLag, faulty, moment, type Shaken, span, subjectOf } from './shaken.js';

const DAY = 24 * 60 * 60 * 1000;
const SOON = 7 * DAY;

/** Less than a week is left, and less than a quarter of its life: whoever renews it has had time to. */
const endsSoon = (from: number, to: number, now: number) => to - now < Math.min(SOON, (to - from) / 4);

const renewal = (local: boolean) =>
  advice(
    'Renew the certificate and make the server load it',
    local
      ? 'With certbot: sudo certbot renew, then reload the server (sudo systemctl reload nginx). A server keeps the certificate it has loaded: if the file is newer already, the reload is all it takes.'
      : 'Who runs that server has to renew the certificate and reload the server.',
    true,
  );

/** A certificate of the chain is past its notAfter; or, as a warning, soon will be. */
export const rule = defineRule({
  code: 'tls/expired',
  needs: ['probes', 'machine'],
  check({ probes, machine }, question) {
    const { now } = machine;
    const past = faulty(probes, question, ({ tls }) =>
      tls.chain.find(({ validTo }) => validTo > 0 && validTo < now),
    );
    if (past) {
      const { conversation, fault, talk } = past;
      const which =
        fault === past.tls.chain[0] ? 'The certificate' : "An authority's certificate in the chain";
      const lag = clockLag(past, now);
      const clock =
        lag < -DAY ? ` The server's clock says ${moment(now + lag)}: this machine's may be wrong.` : '';
      return finding(
        strictly(talk, 'error', 'note'),
        `${which} of ${conversation.name ?? talk.probe.address} (${subjectOf(fault)}) expired ${span(now - fault.validTo)} ago, on ${moment(fault.validTo)}.${clock}`,
        `expired ${moment(fault.validTo).slice(0, 10)}`,
        [
          told(
            conversation,
            `The certificate for ${subjectOf(fault)} is valid until ${moment(fault.validTo)}; it is ${moment(now)} here`,
          ),
        ],
        { fixes: [renewal(question.local)], outcome: 'tls-error' },
      );
    }
    const soon = faulty(probes, question, (shaken: Shaken) => {
      const leaf = shaken.tls.chain[0];
      return leaf && leaf.validTo > now && endsSoon(leaf.validFrom, leaf.validTo, now) ? leaf : undefined;
    });
    if (!soon) return undefined;
    return finding(
      strictly(soon.talk, 'warning', 'note'),
      `The certificate for ${subjectOf(soon.fault)} expires in ${span(soon.fault.validTo - now)}, on ${moment(soon.fault.validTo)}.`,
      `expires in ${span(soon.fault.validTo - now)}`,
      [told(soon.conversation, `The certificate is valid until ${moment(soon.fault.validTo)}`)],
      { fixes: [renewal(question.local)], outcome: 'ok' },
    );
  },
});
