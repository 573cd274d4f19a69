import { valueIn } from '../../facts/fact.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { identify } from '../../programs/identify.js';
import { quoted } from '../../programs/shell.js';
import { speechOf } from '../../programs/sources/spoken-source.js';
import { listensNow } from '../../programs/supervision/socket-unit.js';
import { defineRule, type Finding, type Seen } from '../rule.js';
import { advice, finding, type Talk, talkOf, told } from '../talk.js';
import { brokenOff, lookInside } from './broken-off.js';
import { ownersOf } from './owner.js';
import { wantsHeader } from './proxy-header.js';
import { inTls, knowsBoth, ownProtocol, protocolOf } from './speaks.js';
import { onPurpose, onStrangers } from './strangers.js';
import { passesForeign } from './upstream-talk.js';
import { type Why, whyFacts, whyHungUp } from './why-hung-up.js';

const endedMute = ({ outcome }: Conversation): boolean => outcome === 'closed' || outcome === 'reset';

/** Who wants a certificate of the client's may say so in its hello alone, and hang up without an alert when none comes. */
const wantsCertificate = ({ first, said }: Talk): boolean =>
  [first, said('client-certificate')].some(word => word?.tls?.clientCertificateRequested);

/** The first question was taken, and ended without a byte; and nothing showed that another protocol was wanted. */
function hangUp(talk: Talk, ownService: boolean, bilingual: boolean): boolean {
  const { first, probe } = talk;
  const proven = probe.conversations.some(
    ({ reason, protocol, tls }) =>
      reason !== 'asked' &&
      !(bilingual && protocol === 'http2') &&
      ((protocol !== null && protocol !== 'http' && protocol !== 'tls') ||
        (first.asked !== 'https' && (protocol === 'tls' || tls?.version != null || tls?.alert != null))),
  );
  if (proven) return false;
  const inTls = first.asked === 'https' && first.tls?.version != null && !wantsCertificate(talk);
  const inItsOwn = first.asked === 'service' && ownService;
  return endedMute(first) && (first.asked === 'http' || inTls || inItsOwn);
}

const wordFor = (outcome: Conversation['outcome']): string =>
  outcome === 'reset' ? 'resets the connection' : 'closes the connection';

/** How it ends connections, as a sentence without its full stop. */
function manner({ outcome }: Conversation, owner: Process | undefined, atOnce: boolean): string {
  const how = wordFor(outcome);
  const who = owner ? `${owner.name} (pid ${owner.pid})` : 'The server';
  return atOnce
    ? `${who} accepts connections and ${how} at once, before anything is asked`
    : `${who} takes the request and ${how} without a byte of an answer`;
}

/** Without a byte: an error where HTTP was meant, or where it hangs up on everybody. */
function hungUp(
  talk: Talk,
  owner: Process | undefined,
  ownService: boolean,
  http: boolean,
  why: Why | undefined,
): Finding {
  const { first, url } = talk;
  // Who has shaken hands in TLS serves the port; as nginx's `return 444`, it may hang up on those alone who do not name a site.
  const stranger = !owner && first.tls?.nameMatches !== true;
  const otherInTls = first.asked === 'https' && (ownService || stranger || inTls.has(first.port));
  const wait = talk.said('wait');
  // Who hangs up before a word was said does so on every protocol.
  const onEverybody = wait === undefined || endedMute(wait);
  const atOnce = onEverybody && wait !== undefined;
  const sure = url || http || (onEverybody && !otherInTls) || first.asked === 'service';
  const outcome = first.outcome === 'reset' ? 'reset' : 'no-answer';
  const last = atOnce ? wait : first;
  return finding(
    sure ? 'error' : 'note',
    `${manner(last, owner, atOnce)}${why ? `: ${why.says}` : ''}.${sure || atOnce ? '' : ' It may speak another protocol than HTTP.'}`,
    `${first.outcome} without an answer`,
    [
      told(first, `After the request: ${first.outcome === 'reset' ? 'RST (ECONNRESET)' : 'FIN'}, no byte`),
      ...(wait
        ? [
            told(
              wait,
              `Without a request it ${onEverybody ? `${wordFor(wait.outcome)} too` : 'keeps the connection open'}`,
            ),
          ]
        : []),
      ...(why ? [why.evidence] : []),
    ],
    { fixes: why ? why.fixes : [lookInside], outcome: sure ? outcome : 'ok' },
  );
}

/** A known web server that does not pass on bytes as they come, or one whose source says that it is one. */
const isHttp = (
  owner: Process,
  port: number,
  { processes, configuration, upstreams }: Seen<never, 'processes' | 'configuration' | 'upstreams'>,
): boolean =>
  !passesForeign(valueIn(upstreams)) &&
  (protocolOf(owner, port, valueIn(configuration) ?? []) === 'http' ||
    identify(owner, valueIn(processes) ?? []).speaks === 'http' ||
    speechOf(owner, valueIn(configuration) ?? [])?.speaks === 'http');

const socketUnitOn = (units: readonly Unit[], { port, target }: Question): Unit | undefined =>
  units.find(each => listensNow(each, port, target.socketPath ?? undefined));

/** systemd listens for a service that it starts, for each connection (Accept=yes) or for all, and that has no word to say. */
function byUnit(talk: Talk, { name }: Unit): Finding {
  const all = quoted(`${name.replace(/\.socket$/, '')}[.@]*`);
  const { outcome } = talk.first;
  return finding(
    'error',
    `systemd takes connections for ${name}, and they end at once without a byte: the service that it starts for them fails, or as many are there as it takes (MaxConnections=).`,
    'closed without an answer',
    [told(talk.first, `${outcome === 'reset' ? 'RST (ECONNRESET)' : 'FIN'}, no byte`)],
    {
      fixes: [
        advice(
          'Look at the service that is started, and at how many there are',
          `  systemctl status ${all}\n  journalctl -e -u ${all}`,
        ),
      ],
      outcome: outcome === 'reset' ? 'reset' : 'no-answer',
    },
  );
}

/** The connection is made, and ended without a byte. */
export const rule = defineRule({
  code: 'http/empty-reply',
  needs: ['probes'],
  mayUse: ['sockets', 'owners', 'upstreams', ...whyFacts],
  explainedBy: [
    'remote/loss',
    'tls/http-to-https-port',
    'tls/client-certificate',
    'http/bad-gateway',
    'http/not-http',
    'http/host-not-allowed',
    'tcp/reset',
    'app/access-denied',
    'app/too-many-clients',
    // Who leaves a client's interface unanswered takes connections there, and ends them.
    'bind/one-address',
    'process/fd-limit',
    'process/crash-loop',
    'namespace/container-loopback',
    'namespace/forward-mismatch',
    'client/tunnel-wrong-port',
    'firewall/redirected',
    'firewall/egress-blocked',
    'tls/handshake',
  ],
  check(facts, question) {
    const { probes, sockets, owners, processes, units } = facts;
    const talk = talkOf(probes, question);
    if (!talk) return undefined;
    const header = endedMute(talk.first) ? wantsHeader(talk) : undefined;
    if (header) return header;
    const asked =
      question.target.socketPath === null ? { ...question, address: talk.probe.address } : question;
    const owner = ownersOf(asked, sockets, owners, processes)[0];
    const files = valueIn(facts.configuration) ?? [];
    const ownService = owner !== undefined && ownProtocol(owner, question.port, files) !== undefined;
    const bilingual = owner !== undefined && knowsBoth(owner, valueIn(processes) ?? [], files);
    if (!hangUp(talk, ownService, bilingual)) return brokenOff(talk);
    const strangers = onStrangers(talk, owner, files);
    if (strangers) return strangers;
    const unit = owner?.name === 'systemd' ? socketUnitOn(valueIn(units) ?? [], question) : undefined;
    if (unit) return byUnit(talk, unit);
    const why = onPurpose(talk, owner, files) ?? whyHungUp(owner, facts);
    // Whose terminal is gone fails by that, whatever it speaks.
    const http = why?.sure === true || (owner !== undefined && isHttp(owner, question.port, facts));
    return hungUp(talk, owner, ownService, http, why);
  },
});
