import { urlOf } from '../../facts/probes/redirects.js';
import { quoted } from '../../programs/shell.js';
import { defineRule } from '../rule.js';
import { advice, finding, hostIn, strictly, told } from '../talk.js';
import { issue } from './issue.js';
import { faulty, subjectOf } from './shaken.js';
import { trustFault } from './trust.js';

/** The server's certificate is its own authority, and is not among those trusted here. */
export const rule = defineRule({
  code: 'tls/self-signed',
  needs: ['probes'],
  check({ probes }, question) {
    const found = faulty(probes, question, ({ tls }) => trustFault(tls) === 'self-signed' && tls.chain[0]);
    if (!found) return undefined;
    const { conversation, fault: leaf, talk, tls } = found;
    const url = quoted(urlOf({ ...conversation, asked: 'https' }));
    return finding(
      strictly(talk, 'error', 'note'),
      `The certificate for ${subjectOf(leaf)} is self-signed: no authority vouches for it, so clients refuse it unless they are told to trust it.`,
      'self-signed',
      [told(conversation, `Subject and issuer are both ${leaf.subject} (${tls.untrusted})`)],
      {
        fixes: [
          // Trust alone would not make it one for the name that was asked for.
          tls.nameMatches === false
            ? issue(hostIn(conversation.name ?? talk.probe.address))
            : advice(
                'Trust this certificate in the client',
                `  curl --cacert cert.pem ${url}\nOr SSL_CERT_FILE=cert.pem; for Node NODE_EXTRA_CA_CERTS=cert.pem. cert.pem is the file that the server was given.`,
              ),
          advice(
            'Get a certificate from an authority that clients trust',
            "mkcert for development, Let's Encrypt for a public name.",
          ),
        ],
        outcome: 'tls-error',
      },
    );
  },
});
