import { quoted } from '../../programs/shell.js';
import { defineRule } from '../rule.js';
import { advice, finding, strictly, told } from '../talk.js';
import { faulty, issuerOf, subjectOf } from './shaken.js';
import { trustFault } from './trust.js';

/** The server sends its certificate without the intermediate one that leads to a root. */
export const rule = defineRule({
  code: 'tls/incomplete-chain',
  needs: ['probes'],
  check({ probes }, question) {
    const found = faulty(
      probes,
      question,
      ({ tls }) => trustFault(tls) === 'incomplete-chain' && tls.chain.at(-1),
    );
    if (!found) return undefined;
    const { conversation, fault: top, talk, tls } = found;
    const where = tls.issuerFile
      ? `It is in ${tls.issuerFile.path}.`
      : top.issuerUrl
        ? `It can be fetched from ${top.issuerUrl}.`
        : '';
    const missing = tls.issuerFile?.path ?? 'intermediate.pem';
    return finding(
      strictly(talk, 'error', 'note'),
      `The server sends the certificate for ${subjectOf(top)} but not that of its issuer, ${issuerOf(top)}. ${where} Browsers may have it already; curl, Python and Node fail.`.replace(
        '  ',
        ' ',
      ),
      'intermediate missing',
      [
        told(
          conversation,
          `The chain as sent ends at ${subjectOf(top)}, issued by ${issuerOf(top)} (${tls.untrusted})`,
        ),
      ],
      {
        fixes: [
          advice(
            'Send the whole chain',
            `Put the intermediate after the server's own certificate in the file it serves (certbot writes fullchain.pem itself), then reload the server:\n  cat cert.pem ${quoted(missing)} >fullchain.pem`,
            true,
          ),
        ],
        outcome: 'tls-error',
      },
    );
  },
});
