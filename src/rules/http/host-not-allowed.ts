import { type Fact, valueIn } from '../../facts/fact.js';
import { isWelcome, smellsOfHostCheck } from '../../facts/probes/host-signs.js';
import type { Conversation, HttpAnswer } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import { allowedHostEdit, allowingFile, hostsFile } from '../../programs/access/allowed-hosts.js';
import { hostsVariable } from '../../programs/access/hosts-variable.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { changeFix, restartFix } from '../../programs/fixes/fixes.js';
import type { Situation } from '../../programs/program.js';
import { changedSince } from '../changed-since.js';
import { defineRule } from '../rule.js';
import { situationFacts, situationOf } from '../situation.js';
import { advice, finding, hostIn, statusOf, type Talk, talkOf, told } from '../talk.js';
import { turnedAway } from './by-sites.js';
import { type Gatekeeper, gatekeeperOf, mindsLoopback } from './host-checks.js';
import { hostRewritten } from './host-rewritten.js';
import { masterAmong, ownersOf } from './owner.js';
import { quoted } from './status.js';

/** One name that is turned away, what by, and what shows that it is the name. */
interface Refused {
  readonly conversation: Conversation;
  /** Null where it hangs up without one. */
  readonly answer: HttpAnswer | null;
  readonly by: Gatekeeper | undefined;
  readonly welcome: Conversation | undefined;
}

/** nginx answers 400 where a site wants a certificate of the client: "No required SSL certificate was sent". */
const wantsCertificate = ({ tls, http }: Conversation): boolean =>
  tls !== null && http?.status === 400 && /SSL certificate/.test(http.body);

/** Nothing is served there for this scheme and host (RFC 9110, section 15.5.20). */
const MISDIRECTED = 421;

/** The person's own name is turned away: the server says so itself, or the same request as localhost is let in. */
function asAsked(talk: Talk, owner?: Process): Refused | undefined {
  const { end: conversation } = talk;
  const localhost = talk.said('localhost');
  if (!conversation.http) {
    if (conversation.tls?.clientCertificateRequested) return undefined;
    const welcome = conversation === talk.first && isWelcome(localhost) ? localhost : undefined;
    return welcome && { conversation, answer: null, by: undefined, welcome };
  }
  if (!smellsOfHostCheck(conversation) || wantsCertificate(conversation) || mindsLoopback(conversation))
    return undefined;
  // Where any other name is let in as well, it is this site that turns everybody away.
  const anybody = [localhost, talk.said('made-up-name')].every(
    other => other?.path === conversation.path && isWelcome(other),
  );
  const welcome =
    localhost?.path === conversation.path && isWelcome(localhost) && !anybody ? localhost : undefined;
  const by = gatekeeperOf(conversation.http, conversation.path, welcome !== undefined, owner);
  const misdirected = talk.url && conversation.http.status === MISDIRECTED;
  return welcome || by || misdirected ? { conversation, answer: conversation.http, by, welcome } : undefined;
}

/** The question's address would be turned away as a Host, though the server answers by the name it was asked by. */
function asOthersAsk(talk: Talk, address: string, owner?: Process): Refused | undefined {
  const conversation = talk.probe.conversations.find(
    ({ reason, name }) => reason === 'other-name' && name !== null && hostIn(name) === address,
  );
  if (!conversation?.http || !smellsOfHostCheck(conversation) || !isWelcome(talk.first)) return undefined;
  if (mindsLoopback(conversation)) return undefined;
  return {
    conversation,
    answer: conversation.http,
    by: gatekeeperOf(conversation.http, conversation.path, true, owner),
    welcome: talk.first,
  };
}

/** A reset may be that of a rule which looks for the name in what is said. */
const unlessRule = ({ outcome }: Conversation, firewall: Fact<unknown>): string =>
  outcome === 'reset' && firewall.status === 'unknown'
    ? " A rule of this machine's own firewall that looks at what is said would do just the same, and its rules cannot be read without root."
    : '';

/** The name in the list of the server's own file, or in its variable, and the server started again with it. */
function letIn(by: Gatekeeper | undefined, host: string, situation: Situation | undefined): readonly Fix[] {
  if (!by || !situation) return [];
  const allowing = allowingFile(by.title, situation.configuration, host);
  if (allowing)
    return changedSince(allowing, situation.process.startedAt)
      ? [restartFix(situation, `Start it again: ${allowing.path} allows ${host} since it was changed`)]
      : [];
  const edit = allowedHostEdit(by.title, situation.configuration, host);
  const change = edit
    ? { title: `Allow ${host} in ${edit.file}`, edits: [edit] }
    : hostsVariable(by.title, situation, host);
  const fix = change && changeFix(situation, change);
  return fix?.steps ? [fix] : [];
}

/** Over TLS, 421 may be about the name of the handshake, which a request by address has none of (RFC 9110, 15.5.20). */
const byCertificate = ({ tls, http }: Conversation, host: string): readonly Fix[] =>
  tls?.version != null && http?.status === MISDIRECTED
    ? [
        advice(
          'Ask by a name of its certificate',
          `421 says that this connection is not for ${host}: its handshake was for another name, or for none. To try a name that leads nowhere yet: curl --resolve NAME:PORT:ADDRESS https://NAME:PORT/`,
        ),
      ]
    : [];

/** By its own file or variable, where that can be told; and what only a person can do. */
const waysIn = (
  by: Gatekeeper | undefined,
  host: string,
  situation: Situation | undefined,
): readonly Fix[] =>
  isNoName(by, host)
    ? [
        advice(
          'Ask by a name of letters, digits, hyphens and dots',
          'Give the server another name (a line of the hosts file, a network alias in Docker Compose), ask by its address, or let the proxy in front send one (proxy_set_header Host in nginx). The list of allowed hosts has to have that.',
        ),
      ]
    : [
        ...letIn(by, host, situation),
        advice(
          `Allow ${host}`,
          by?.setting(host, hostsFile(by.title, situation?.configuration ?? [])) ??
            'The setting is called ALLOWED_HOSTS, allowedHosts, trusted hosts or alike; or let the proxy in front send a name that is allowed.',
        ),
      ];

/** No list of the server's lets in a name that it does not take for one. */
const isNoName = (by: Gatekeeper | undefined, host: string): boolean => by?.names?.test(host) === false;

/** A server that checks the Host header does not know the name that it was asked by. */
export const rule = defineRule({
  code: 'http/host-not-allowed',
  needs: ['probes'],
  mayUse: ['upstreams', 'firewall', ...situationFacts],
  explainedBy: ['firewall/egress-blocked', 'tls/sni-required', 'tls/client-certificate'],
  check(facts, question) {
    const { probes, upstreams, configuration, sockets, owners, processes, firewall } = facts;
    const talk = talkOf(probes, question);
    if (!talk) return undefined;
    const passing = valueIn(upstreams);
    // Where some requests are answered well, the name is none that all are asked by in vain.
    if (passing?.proxy && passing.upstreams.length > 0 && !passing.again) {
      const master = masterAmong(ownersOf(question, sockets, owners, processes));
      const rewritten = hostRewritten(talk, { passing, files: valueIn(configuration) ?? [], master });
      if (rewritten) return rewritten;
    }
    const owner = ownersOf(question, sockets, owners, processes)[0];
    const stranger = turnedAway(talk, owner, valueIn(configuration));
    if (stranger) return stranger;
    const refused = asAsked(talk, owner) ?? asOthersAsk(talk, question.address, owner);
    if (!refused) return undefined;
    const { conversation, answer, by, welcome } = refused;
    const host = hostIn(conversation.name ?? talk.probe.address);
    const situation = passing?.proxy ? undefined : situationOf(facts, question);
    return finding(
      talk.url ? 'error' : 'warning',
      `${by?.title ?? 'The server'} does not accept the host name ${host}: ${answer ? statusOf(answer) : 'it hangs up without an answer'}.${answer ? '' : unlessRule(conversation, firewall)}${isNoName(by, host) ? ' It takes none but letters, digits, hyphens and dots for a name, whatever its list allows.' : ''}`,
      `${host} not allowed`,
      [
        told(
          conversation,
          answer ? `${statusOf(answer)}. ${quoted(answer)}` : `${conversation.outcome} without a byte`,
        ),
        ...(welcome?.http
          ? [
              told(
                welcome,
                `The same request with Host: ${welcome.name} is answered ${statusOf(welcome.http)}`,
              ),
            ]
          : []),
      ],
      {
        fixes: [...(by ? [] : byCertificate(conversation, host)), ...waysIn(by, host, situation)],
        outcome: talk.url ? 'http-error' : 'ok',
      },
    );
  },
});
