import { valueIn } from '../../facts/fact.js';
import { ownersOf } from '../http/owner.js';
import { inTls, ownProtocol, servedAs, speaks } from '../http/speaks.js';
import { defineRule } from '../rule.js';
import { advice, finding, strictly, talkOf, told } from '../talk.js';

const mail = new Set(['smtp', 'imap', 'pop3']);

/** Protocols that start in plain text and change to TLS, each with the client to try it with. */
const starttls: Readonly<Record<string, string>> = {
  smtp: 'smtp',
  imap: 'imap',
  pop3: 'pop3',
  ftp: 'ftp',
  postgresql: 'postgres',
  mysql: 'mysql',
  ldap: 'ldap',
  irc: 'irc',
  xmpp: 'xmpp',
  nntp: 'nntp',
};

/** Implicit TLS was asked of a service that starts in plain text. */
export const rule = defineRule({
  code: 'tls/starttls-port',
  needs: ['probes'],
  mayUse: ['sockets', 'owners', 'processes', 'configuration'],
  check({ probes, sockets, owners, processes, configuration }, question) {
    const talk = talkOf(probes, question);
    const proof = talk?.first.asked === 'service' ? undefined : talk?.said('plain-proof');
    if (!talk || !proof) return undefined;
    // PostgreSQL and LDAP hang up on a handshake, and on HTTP, without a word. On a port that is for TLS from the start
    // a server that has no certificate does the same.
    const mute =
      !inTls.has(question.port) &&
      [talk.first, proof].every(({ outcome }) => outcome === 'closed' || outcome === 'reset');
    const [owner] = mute ? ownersOf(question, sockets, owners, processes) : [];
    const protocol =
      proof.protocol ?? (owner && ownProtocol(owner, question.port, valueIn(configuration) ?? [])) ?? '';
    const name = starttls[protocol];
    if (name === undefined) return undefined;
    const { title } = speaks(protocol, talk.first.address, talk.first.port);
    return finding(
      strictly(talk, 'error', 'note'),
      `${title} is spoken there, which starts in plain text and changes to TLS only when asked (STARTTLS).`,
      `${protocol} with STARTTLS`,
      [
        told(talk.first, `A TLS handshake fails: ${talk.first.tls?.error ?? talk.first.outcome}`),
        owner ? servedAs(owner, title) : told(proof, `In plain text it says: ${proof.banner ?? protocol}`),
      ],
      {
        fixes: [
          advice(
            'Start in plain text',
            `  openssl s_client -connect ${talk.first.address}:${talk.first.port} -starttls ${name}${mail.has(protocol) ? '\nIn a mail client choose STARTTLS, not SSL/TLS.' : ''}`,
          ),
        ],
        outcome: 'tls-error',
      },
    );
  },
});
