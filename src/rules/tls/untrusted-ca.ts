import { defineRule } from '../rule.js';
import { advice, finding, strictly, told } from '../talk.js';
import { faulty, issuerOf } from './shaken.js';
import { trustFault } from './trust.js';

/** The chain ends in an authority that is in no store of this machine; or, as a note, in the system's and not in node's. */
export const rule = defineRule({
  code: 'tls/untrusted-ca',
  needs: ['probes'],
  check({ probes }, question) {
    const found = faulty(
      probes,
      question,
      ({ tls }) => trustFault(tls) === 'untrusted-ca' && tls.chain.at(-1),
    );
    if (found) {
      const { conversation, fault: top, talk, tls } = found;
      const authority = top.selfSigned ? top.subject : issuerOf(top);
      const file = tls.issuerFile?.path ?? 'ca.pem';
      return finding(
        strictly(talk, 'error', 'note'),
        `The certificate comes from ${authority.replace(/^CN=/, '')}, an authority that this machine does not trust.`,
        'unknown authority',
        [
          told(
            conversation,
            `The chain ends at ${authority} (${tls.untrusted}), which is in no store of trusted authorities here`,
          ),
          ...(tls.issuerFile
            ? [told(conversation, `Its own certificate lies in ${tls.issuerFile.path}`)]
            : []),
        ],
        {
          fixes: [
            advice(
              'Trust that authority here',
              `For one client: SSL_CERT_FILE=${file} (curl, Python) or NODE_EXTRA_CA_CERTS=${file} (Node). For all on Debian: sudo cp ${file} /usr/local/share/ca-certificates/own-ca.crt && sudo update-ca-certificates. Only for an authority that you know.`,
              true,
            ),
          ],
          outcome: 'tls-error',
        },
      );
    }
    const partly = faulty(
      probes,
      question,
      ({ tls }) => tls.trustedBySystem && tls.untrusted === null && tls.chain.at(-1),
    );
    if (!partly) return undefined;
    return finding(
      'note',
      `The system's store trusts ${issuerOf(partly.fault)}, and so do curl, Python and Go; Node does not know it.`,
      'not trusted by Node',
      [told(partly.conversation, `${issuerOf(partly.fault)} is not among Node's own authorities`)],
      {
        fixes: [advice('For Node programs', 'NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt')],
        outcome: 'ok',
      },
    );
  },
});
