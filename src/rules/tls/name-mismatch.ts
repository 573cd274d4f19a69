import { familyOf } from '../../net/address.js';
import { defineRule } from '../rule.js';
import { advice, finding, hostIn, strictly, told } from '../talk.js';
import { faulty, subjectOf } from './shaken.js';

/** The certificate lists other names than the one that was asked for. The common name does not count (RFC 9525). */
export const rule = defineRule({
  code: 'tls/name-mismatch',
  needs: ['probes'],
  check({ probes }, question) {
    const found = faulty(probes, question, ({ tls }) => tls.nameMatches === false && tls.chain[0]);
    if (!found) return undefined;
    const { conversation, fault: leaf, talk } = found;
    const asked = hostIn(conversation.name ?? talk.probe.address);
    const list = leaf.names.slice(0, 5).join(', ');
    const more = leaf.nameCount > 5 ? ` and ${leaf.nameCount - 5} more` : '';
    const names =
      leaf.names.length > 0
        ? `${list}${more}`
        : `nothing but its common name ${subjectOf(leaf)}, which does not count`;
    const usable = leaf.names.find(name => !name.includes('*') && !familyOf(name));
    return finding(
      strictly(talk, 'error', 'note'),
      `The certificate is not for ${asked}; the names it is for: ${names}.`,
      `not for ${asked}`,
      [told(conversation, `The certificate's names: ${names}`)],
      {
        fixes: [
          ...(usable
            ? [
                advice(
                  `Ask for a name that it has`,
                  `  https://${usable}:${conversation.port}${conversation.path ?? '/'}\nIf that name leads to this server.`,
                ),
              ]
            : []),
          advice(
            `Get a certificate for ${asked}`,
            `For a server of your own, by mkcert or by openssl:\n  mkcert ${asked}\n  openssl req -x509 -newkey rsa:2048 -nodes -days 365 -keyout key.pem -out cert.pem -subj /CN=${asked} -addext subjectAltName=${familyOf(asked) ? 'IP' : 'DNS'}:${asked}`,
          ),
        ],
        outcome: 'tls-error',
      },
    );
  },
});
