import type { Certificate } from '../../facts/probes/types.js';
import { familyOf } from '../../net/address.js';
import { defineRule, type Finding } from '../rule.js';
import { advice, finding, hostIn, strictly, told } from '../talk.js';
import { issue } from './issue.js';
import { faulty, type Shaken, subjectOf } from './shaken.js';

type Named = Shaken & { readonly fault: Certificate };

const nameOf = ({ conversation, talk }: Named): string => hostIn(conversation.name ?? talk.probe.address);

/** Why a name with a star is none of those it seems to cover (RFC 9525, section 6.3; curl, Node and browsers on top-level domains). */
const starFails = (names: readonly string[], asked: string): string =>
  names.some(name => name.startsWith('*.') && `.${asked}`.endsWith(name.slice(1)))
    ? ' A star stands for exactly one part of a name, and for none right below a top-level domain.'
    : '';

/** OpenSSL and Node still take the common name where a certificate lists no names; Chrome since 58, Go since 1.15 and urllib3 since 2.0 do not. */
function byCommonName(found: Named): Finding {
  const asked = nameOf(found);
  const says = `The certificate lists no names, and has ${asked} as its common name alone`;
  return finding(
    strictly(found.talk, 'warning', 'note'),
    `${says}: curl and Node take that; browsers, Go and Python's requests refuse it.`,
    'common name alone',
    [told(found.conversation, says)],
    { fixes: [issue(asked)], outcome: 'ok' },
  );
}

/** The certificate lists other names than the one that was asked for. The common name does not count (RFC 9525). */
export const rule = defineRule({
  code: 'tls/name-mismatch',
  needs: ['probes'],
  check({ probes }, question) {
    const found = faulty(probes, question, ({ tls }) => tls.nameMatches === false && tls.chain[0]);
    if (!found) {
      const lax = faulty(
        probes,
        question,
        ({ tls }) => tls.nameMatches && tls.chain[0]?.names.length === 0 && tls.chain[0],
      );
      return lax && byCommonName(lax);
    }
    const { conversation, fault: leaf, talk } = found;
    const asked = nameOf(found);
    const list = leaf.names.slice(0, 5).join(', ');
    const more = leaf.nameCount > 5 ? ` and ${leaf.nameCount - 5} more` : '';
    const names =
      leaf.names.length > 0
        ? `${list}${more}`
        : `nothing but its common name ${subjectOf(leaf)}, which does not count`;
    // DNS:10.0.0.1 is no entry for an address (RFC 9525, section 3).
    const asName = leaf.names.includes(asked) && familyOf(asked) !== undefined;
    const usable = leaf.names.find(name => !name.includes('*') && !familyOf(name));
    return finding(
      strictly(talk, 'error', 'note'),
      asName
        ? `The certificate has ${asked} as a DNS name, and no client takes an address from there: it has to be an IP entry.`
        : `The certificate is not for ${asked}; the names it is for: ${names}.${starFails(leaf.names, asked)}`,
      `not for ${asked}`,
      [told(conversation, asName ? `It lists DNS:${asked}` : `The certificate's names: ${names}`)],
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
          issue(asked),
        ],
        outcome: 'tls-error',
      },
    );
  },
});
