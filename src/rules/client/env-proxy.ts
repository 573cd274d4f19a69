import { valueIn } from '../../facts/fact.js';
import { outcomeOf } from '../../facts/probes/connect.js';
import type { Probe } from '../../facts/probes/types.js';
import { isLead, isWayOut } from '../../facts/proxies/curl-leads.js';
import { isCurls } from '../../facts/proxies/curlrc.js';
import type { Opened } from '../../facts/proxies/destination.js';
import { fileOf } from '../../facts/proxies/own-files.js';
import type { ProxyAttempt, ProxyVariables } from '../../facts/proxies/types.js';
import { formatEndpoint } from '../../net/address.js';
import { listed } from '../../net/english.js';
import type { Question } from '../../net/question.js';
import { quoted } from '../../programs/shell.js';
import { fateOf, probeOf } from '../probe.js';
import { defineRule, type Outcome, type Unchecked, unchecked } from '../rule.js';
import { asksUrl } from '../talk.js';
import { type Beside, faultOf, ledTo, type Way, waysOf, waysTo } from './proxied.js';
import { fixFor, listBeside, rewritten } from './proxy-fixes.js';
import { goalOf, placeOf, proxyEvidence, settingName, settingWords } from './proxy-words.js';

const goes = (clients: readonly string[]): string =>
  clients.length === 1 && !clients[0]?.endsWith('programs') ? 'goes' : 'go';

/**
 * The clients that go by the failing proxy, with the settings that say so, and those that go by none. What a variable says
 * is for many, and is told before what a program has of its own.
 */
function split(ways: readonly Way[], failing: readonly Way[]) {
  const byVariable = failing.filter(({ choice }) => !ownFile(choice?.variable ?? ''));
  const gone = byVariable.length > 0 ? byVariable : failing;
  const fail = gone.map(each => each.client);
  const settings = gone.flatMap(each => each.choice?.variable ?? []);
  const others = ways.filter(({ choice }) => !choice).map(each => each.client);
  return { first: gone[0], fail, settings, others };
}

function urlOf(question: Question, host: string, port: number, scheme: string): string {
  if (question.target.kind === 'url') return quoted(question.target.input);
  return `${scheme}://${formatEndpoint(host, port)}/`;
}

/** Who answers where curl is led to may be the very server. What does not answer at all needs no way out to it. */
function faultOfLead(
  { variable, connected, errno }: ProxyAttempt,
  direct: Probe | undefined,
): string | undefined {
  if (connected) return undefined;
  if (!isWayOut(variable)) return `does not answer (${errno})`;
  return direct?.outcome === 'connected' ? `gets no connection (${errno})` : undefined;
}

/** The file in which another program than curl has a proxy of its own; nobody asked that for anything. */
const ownFile = (setting: string): string | undefined => (isCurls(setting) ? undefined : fileOf(setting));

/** The first client that goes by a failing proxy to a URL, and all that do; undefined where none does. */
function failureOf(proxies: ProxyVariables, opened: Opened, beside: Omit<Beside, 'opened'>) {
  const faults = new Map(
    proxies.attempts.flatMap(attempt => {
      if (ownFile(attempt.variable) && attempt.connected) return [];
      const fault = isLead(attempt.variable)
        ? faultOfLead(attempt, beside.probe)
        : faultOf(attempt, { opened, ...beside });
      return fault ? [[attempt.url, { attempt, fault }] as const] : [];
    }),
  );
  const ways = waysTo(proxies, opened);
  const failing = ways.filter(({ choice }) => choice !== undefined && faults.has(choice.url));
  const { first, ...clients } = split(ways, failing);
  const { client, choice } = first ?? {};
  return choice && { opened, client, choice, ...faults.get(choice.url)!, ...clients };
}

/** Which clients go by the failing proxy; a line of curl's own that leads to another server is curl's alone. */
function whoGoes(
  { attempt, opened, fail, others }: NonNullable<ReturnType<typeof failureOf>>,
  list: string | undefined,
): string {
  if (isLead(attempt.variable)) return 'No other program than curl reads that.';
  if (ownFile(attempt.variable))
    return `${listed(fail)} ${goes(fail)} by a proxy of ${fail.length === 1 ? 'its' : 'their'} own; no other program reads that.`;
  const unexcepted =
    list === undefined ? 'no_proxy is not set' : `no_proxy=${list} does not cover ${opened.host} for them`;
  return `${listed(fail)} ${goes(fail)} there (${unexcepted})${others.length ? `; ${listed(others)} ${goes(others)} directly` : ''}. Node by itself and Java do not read these variables.`;
}

/** What the client sees of the proxy, which is all that it gets to. */
const fateOfClient = ({ connected, errno }: ProxyAttempt): Outcome =>
  connected ? 'http-error' : fateOf({ outcome: outcomeOf(errno ?? '') });

/** curl's proxy took the request and handed on something that nobody looked into, and a direct connection fails. */
function unseen(way: Way | undefined, scheme: string, connects: boolean): Unchecked | undefined {
  const { answer, url } = way?.attempt ?? {};
  const status = answer?.status ?? 0;
  if (connects || !answer || status >= 400 || (scheme === 'http' && status < 300)) return undefined;
  return unchecked(
    `what is behind the proxy ${url}: it answered ${status} ${answer.reason}, and nobody looked further`,
  );
}

/**
 * A proxy variable applies to the target for some client, or to the place in TLS that it leads on to, and that proxy
 * fails, or answers in the target's place. By curl's reading of a URL it is the root cause; where only other clients are
 * concerned, or nobody asked in HTTP, it may be.
 */
export const rule = defineRule({
  code: 'client/env-proxy',
  needs: ['proxies', 'probes'],
  mayUse: ['interfaces', 'machine'],
  check({ proxies, probes, interfaces, machine }, question) {
    if (question.vantage.kind !== 'self') return undefined;
    const found = waysOf(proxies, question.target);
    if (!found) return undefined;
    const probe = probeOf(probes, question);
    const ours = [
      ...(valueIn(interfaces) ?? []).flatMap(each => each.addresses.map(one => one.address)),
      valueIn(machine)?.hostName.toLowerCase() ?? '',
    ];
    const beside = { probe, own: ours };
    const led = ledTo(probe, found.opened);
    const direct = failureOf(proxies, found.opened, beside);
    const failure = direct ?? (led && failureOf(proxies, led, beside));
    if (!failure) return unseen(found.ways[0], found.opened.scheme, probe?.outcome === 'connected');
    // What is served there may be no business of HTTP clients at all.
    const spokeOther = probe?.conversations.some(
      each => each.outcome === 'answered' && each.http === null && each.tls === null,
    );
    if (!asksUrl(question) && (spokeOther || probe?.outcome !== 'connected')) return undefined;
    const { opened, client, choice, attempt, fault, fail } = failure;
    const setting = choice.variable;
    const own = ownFile(setting);
    // wget alone knows no `*`, which is what people write to be done with proxies.
    if (own ? question.local : fail.join() === 'wget') return undefined;
    const certain = asksUrl(question) && client === 'curl';
    const url = direct
      ? urlOf(question, opened.host, opened.port, opened.scheme)
      : quoted(
          `${opened.scheme}://${formatEndpoint(opened.host, opened.port).replace(/:443$/, '')}${opened.path}`,
        );
    const onward = direct ? '' : `The server leads on to ${url}. `;
    const list = listBeside(setting, proxies.variables);
    return {
      severity: certain ? 'error' : 'warning',
      ...(fileOf(setting) && { headline: `${client}'s own settings send the request elsewhere` }),
      summary: `${onward}${settingWords(attempt)} sends requests for ${opened.host} ${goalOf(attempt)}, which ${fault}. ${whoGoes(failure, list)}`,
      says: `${settingName(attempt)}=${placeOf(attempt)}`,
      evidence: proxyEvidence(attempt, fault),
      fixes: [...fixFor(opened.host, url, failure, list), ...rewritten(attempt)],
      outcome: certain ? fateOfClient(attempt) : 'ok',
    };
  },
});
