import type { Fact } from '../../facts/fact.js';
import type { Conversation, Probe } from '../../facts/probes/types.js';
import type { Passing } from '../../facts/upstreams/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { defineRule, type Finding, unchecked } from '../rule.js';
import { untriedInPlain } from '../silence.js';
import { advice, finding, strictly, type Talk, talkOf, told } from '../talk.js';
import { type HeaderFault, sendsHeader, wantsHeader } from './proxy-header.js';
import { faulty, plainProof, type Shaken, subjectOf } from './shaken.js';
import { trustFault } from './trust.js';
import { hasNone, missesName } from './wants-name.js';

/** What OpenSSL has against a certificate, where its own word is not plain. */
const objections: Readonly<Record<string, string>> = {
  INVALID_PURPOSE: 'it, or one above it, is not one for servers (extendedKeyUsage lacks serverAuth)',
  INVALID_CA: 'the certificate that issued it is no authority (basicConstraints CA:TRUE)',
  PATH_LENGTH_EXCEEDED: 'its chain is longer than its authority allows (pathlen)',
  CERT_REVOKED: 'it has been revoked',
  // Node has no names for these (crypto/x509/x509_txt.c).
  'CA signature digest algorithm too weak':
    'it, or one above it, is signed with a digest that is too weak (SHA-1, MD5)',
  'EE certificate key too weak': 'its key is too short',
  'CA certificate key too weak': "its authority's key is too short",
  'permitted subtree violation':
    'its authority may not sign for this name, but for others only (name constraints)',
  'excluded subtree violation': 'its authority may not sign for this name (name constraints)',
};

/** What an alert means, where it is not plain from its name. */
const meanings: Readonly<Record<string, string>> = {
  handshake_failure: 'it has no certificate, or accepts none of the ciphers and parameters that were offered',
  unrecognized_name: 'it has no certificate for this name',
  internal_error: 'something is wrong inside the server, often a certificate that it cannot load',
  no_application_protocol: 'it speaks none of the protocols that were offered (HTTP/1.1)',
  insufficient_security: 'it wants stronger ciphers',
  access_denied: 'it refuses this client',
  unknown_ca: 'it does not know the authority of the client certificate',
};

/** What is too short about a handshake that went well here, in words, and how it becomes longer. */
function shortIn({ tls }: Shaken) {
  if (tls.untrusted !== null) return undefined;
  const bits = tls.shortParameters;
  if (bits !== undefined)
    return {
      of: 'Diffie-Hellman parameters',
      says: `The server's Diffie-Hellman parameters have ${bits} bits`,
      bits,
      error: 'dh key too small',
      fix: advice(
        'Let the server use curves (ECDHE), or longer parameters',
        'nginx: ssl_ciphers with ECDHE suites, and ssl_dhparam with a file of:\n  openssl dhparam -out dhparam.pem 2048\nThen reload it.',
        true,
      ),
    };
  const short = tls.chain.find(({ shortKey }) => shortKey !== undefined);
  return (
    short && {
      of: 'a key',
      says: `The RSA key of ${subjectOf(short)} has ${short.shortKey} bits`,
      bits: short.shortKey,
      error: 'certificate key too weak',
      fix: advice(
        'Have the certificate issued anew',
        'For a key of 2048 bits or more, or one on a curve:\n  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256',
      ),
    }
  );
}

/**
 * Refused by OpenSSL's security level 2, with which Debian, Ubuntu, Fedora and RHEL ship it: what people try from a command line
 * or a program fails. Node takes it, and so do browsers a short key.
 */
function tooShort(probes: readonly Probe[], question: Question): Finding | undefined {
  const short = faulty(probes, question, shortIn);
  if (!short) return undefined;
  const { conversation, talk, fault } = short;
  return finding(
    strictly(talk, 'error', 'note'),
    `${fault.says}: curl, Python and whoever else uses the OpenSSL of Debian, Ubuntu, Fedora or RHEL refuse that ("${fault.error}").`,
    `${fault.of} of ${fault.bits} bits`,
    [told(conversation, fault.says)],
    { fixes: [fault.fix], outcome: talk.url ? 'tls-error' : 'ok' },
  );
}

const headerFault = (talk: Talk | undefined, upstreams: Fact<Passing>): HeaderFault | undefined =>
  talk && talk.first.tls?.version === null ? (wantsHeader(talk) ?? sendsHeader(upstreams)) : undefined;

/** How a handshake ended, by itself. */
const happened = ({ outcome, tls }: Conversation): string =>
  tls?.error ?? (outcome === 'silent' ? 'no answer' : outcome);

/** What became of a handshake; undefined where it went well, or where the server speaks in plain text. */
function faultIn({ tls, conversation, talk }: Shaken): string | undefined {
  if (tls.version !== null)
    return trustFault(tls) === 'other'
      ? `OpenSSL does not accept its certificate: ${objections[tls.untrusted ?? ''] ?? tls.untrusted}`
      : undefined;
  const plain = plainProof(talk);
  if (plain && (plain.http || plain.protocol) && conversation === talk.first) return undefined;
  if (tls.alert) return `the server ends it with alert ${tls.alert}`;
  if (conversation.outcome === 'silent')
    return `the server does not answer the first message in ${(conversation.ms / 1000).toFixed(1)} s`;
  if (conversation.outcome === 'closed' || conversation.outcome === 'reset')
    return 'the server hangs up in the middle of it';
  return tls.error ?? undefined;
}

const mayBePlain = ({ conversation, talk }: Shaken): string | undefined =>
  conversation === talk.first && conversation.outcome === 'silent' ? untriedInPlain(talk) : undefined;

/** A server of Node's own starts without a certificate, and says nothing when a handshake fails for that. */
const inLog = (alert: string | null, again: string): Fix =>
  advice(
    "Look into the server's log",
    `${alert === 'handshake_failure' ? "Where it says nothing, see that the server was given a certificate and its key: Node's https.createServer() starts without." : 'It names the reason.'} To repeat it:\n  ${again}`,
  );

/** The handshake ends in another way than the finer causes tell. */
export const rule = defineRule({
  code: 'tls/handshake',
  needs: ['probes'],
  explainedBy: [
    'remote/loss',
    'firewall/egress-blocked',
    'tls/https-to-http-port',
    'tls/protocol-version',
    'tls/client-certificate',
    'tls/sni-required',
    'tls/starttls-port',
    'http/not-http',
    'http/bad-gateway',
    'process/hung',
    'process/stopped',
    'process/busy',
    'process/fd-limit',
    'tcp/accept-queue-full',
    'tcp/reset',
    'route/mtu-blackhole',
    'namespace/forward-mismatch',
    'namespace/container-loopback',
    'client/tunnel-wrong-port',
  ],
  mayUse: ['upstreams', 'configuration', 'sockets', 'owners', 'processes'],
  check({ probes, upstreams, ...seen }, question) {
    const header = headerFault(talkOf(probes, question), upstreams);
    const failed = faulty(probes, question, shaken =>
      header && shaken.conversation === shaken.talk.first ? header.fault : faultIn(shaken),
    );
    if (!failed) return tooShort(probes, question);
    const { conversation, talk, tls, fault } = failed;
    const untried = mayBePlain(failed);
    if (untried) return unchecked(untried);
    const unknown = tls.sni !== null && hasNone(conversation, tls, seen, question);
    const meaning = meanings[unknown ? 'unrecognized_name' : (tls.alert ?? '')];
    const whom = tls.sni ?? conversation.address;
    const named = header?.fault === fault ? header : undefined;
    // That is how a server with names answers by address, and tls/sni-required says so.
    const byName = missesName(conversation, tls, seen, question);
    const again = `openssl s_client -connect ${conversation.address}:${conversation.port}${tls.sni ? ` -servername ${tls.sni}` : ''}`;
    return finding(
      named ? 'error' : strictly(talk, 'error', byName ? 'note' : 'warning'),
      `The TLS handshake with ${whom} fails: ${fault}${meaning ? ` (${meaning})` : ''}.`,
      named ? 'the PROXY protocol' : (tls.alert ?? 'handshake fails'),
      [
        told(conversation, `Handshake: ${named ? happened(conversation) : fault}`),
        ...(named?.evidence ?? []),
      ],
      {
        fixes: [
          ...(named ? [named.fix] : []),
          /does not accept its certificate/.test(fault)
            ? advice(
                'Have a certificate issued that does not have this fault',
                `What it says of itself:\n  ${again} </dev/null | openssl x509 -noout -text`,
              )
            : unknown
              ? advice(
                  `Give the server a site for ${tls.sni}`,
                  `One whose name and certificate are for it (nginx: server_name, where the default server has ssl_reject_handshake on; Apache: ServerName or ServerAlias; Caddy: the site's address). To ask again:\n  ${again}`,
                )
              : inLog(tls.alert, again),
        ],
        outcome: 'tls-error',
      },
    );
  },
});
