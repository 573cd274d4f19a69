import { valueIn } from '../facts/fact.js';
import type { Facts } from '../facts/facts.js';
import type { Process } from '../facts/processes/types.js';
import { listed } from '../net/english.js';
import { saysLoopback } from '../net/prefix.js';
import type { Target } from '../net/target.js';
import { identify } from '../programs/identify.js';
import { listensNow } from '../programs/supervision/socket-unit.js';
import { isMute } from '../rules/silence.js';
import { blocked, fromWhom, inState, strayed, through } from './clients-in-words.js';
import { keptBy, mainProcess, publishedContainer, serversOf } from './owners.js';
import { failingWith, remarkOn } from './status.js';
import type { Cause, Verdict } from './types.js';
import { type Client, isPlaceless } from './verdict.js';

/** The verdict in one sentence that is true by itself. */
export function summaryOf(
  target: Target,
  facts: Facts,
  verdict: Verdict,
  clients: readonly Client[],
  causes: readonly Cause[],
): string {
  const what = subjectOf(target, facts, clients);
  const mute = takesAndIsMute(clients, facts);
  const answers = isSilent(target, facts)
    ? 'is open'
    : mute
      ? 'takes connections and stays silent'
      : hangsUp(clients)
        ? 'takes connections and hangs up on HTTP'
        : 'answers';
  const root = causes.find(each => each.severity === 'error');
  switch (verdict) {
    case 'reachable': {
      const questions = questionsOf(clients);
      return `${what} ${answers}${fromWhom(clients)}${failingWith(facts, questions)}${servedBy(facts, clients)}.${remarkOn(facts, questions)}`;
    }
    case 'local-only':
      return `${what} ${mute ? 'takes connections' : answers} on this machine only${because(root)}.`;
    case 'degraded':
      if (clients.some(({ state }) => state === 'astray'))
        return `${what} ${strayed(clients)}${because(root)}.`;
      if (blocked(clients) === '') return `${what} answers only some of the connections${because(root)}.`;
      return `${what} ${mute ? 'takes connections' : answers} ${through(clients)}, but not ${blocked(clients)}${because(root)}.`;
    case 'unreachable':
      return `${what} ${failure(root, clients)}.`;
    case 'inconclusive':
      return isPlaceless(target, clients)
        ? `Whether ${lowered(what)} can be reached could not be decided: where it listens is not known.`
        : inconclusive(what, clients, root, mute);
  }
}

const questionsOf = (clients: readonly Client[]) =>
  clients.flatMap(({ settled }) => settled.map(({ question }) => question));

/** A UDP server that said nothing to a stranger's question: the port is open, and more is not known. */
const isSilent = ({ protocol }: Target, facts: Facts): boolean =>
  protocol === 'udp' &&
  !(valueIn(facts.probes) ?? []).some(probe => probe.conversations.some(each => each.outcome === 'answered'));

/** The ways by which connections are taken, or may be. */
const openWays = (clients: readonly Client[]) =>
  clients
    .flatMap(({ settled }) => settled)
    .filter(({ reach }) => reach.outcome === 'ok' || reach.outcome === 'unknown');

/** No client whose connections are taken gets a word for a request in HTTP. That is a fault only where HTTP was meant. */
const hangsUp = (clients: readonly Client[]): boolean => {
  const open = openWays(clients);
  return (
    open.length > 0 &&
    open.every(({ found }) =>
      found.some(({ code, finding }) => code === 'http/empty-reply' && finding.severity === 'note'),
    )
  );
};

/** No client whose connections are taken, or may be, hears a word on them. */
function takesAndIsMute(clients: readonly Client[], facts: Facts): boolean {
  const open = openWays(clients);
  const probes = valueIn(facts.probes) ?? [];
  return open.length > 0 && open.every(({ question }) => isMute(probes, question));
}

function subjectOf(target: Target, facts: Facts, clients: readonly Client[]): string {
  const port = target.port ?? valueIn(facts.subject)?.port;
  const isUdp = (valueIn(facts.subject)?.protocol ?? target.protocol) === 'udp';
  const ownPort = `${isUdp ? 'UDP port' : 'port'} ${port}`;
  switch (target.kind) {
    case 'port':
      return `${isUdp ? 'UDP port' : 'Port'} ${target.port}`;
    case 'url':
      return target.input;
    case 'host':
      // Where 443 was not the one that counts.
      return target.port === null ? target.input : `${target.input} (port ${target.port})`;
    case 'pid':
      return port ? `Process ${target.pid} (${ownPort})` : `Process ${target.pid}`;
    case 'program':
      return port ? `${target.program} (${ownPort})` : `${target.program}`;
    case 'unix':
      return `${target.socketPath}`;
    default:
      return isOwnOnly(target) && clients.every(({ label }) => label !== 'self')
        ? `Port ${port} of this machine`
        : target.input;
  }
}

/** Other machines cannot ask for 127.0.0.1 of this one: they are asked about by its other addresses. */
const isOwnOnly = ({ kind, host }: Target): boolean =>
  kind === 'endpoint' && host !== null && saysLoopback(host);

function servedBy(facts: Facts, clients: readonly Client[]): string {
  const container = publishedContainer(facts);
  if (container) return `: container ${container.name} (${container.image}, ${container.engine})`;
  const settled = clients.flatMap(each => each.settled);
  const servers = serversOf(facts, settled);
  const named = (process: Process): string =>
    `${identify(process, valueIn(facts.processes) ?? []).label} (pid ${process.pid}, ${process.user}`;
  if (servers.length > 1)
    return `: ${listed(servers.map(each => `${named(each.process)}) at ${listed(each.addresses)}`))}`;
  const process = mainProcess(facts, settled);
  if (!process) return '';
  const kept = keptBy(process, facts);
  const how = kept && !['unknown', 'daemon', 'init'].includes(kept.kind) ? `, ${kept.says}` : '';
  return `: ${named(process)}${process.pid === 1 ? forSocket(facts, settled[0]?.question.port) : how})`;
}

/** The socket unit for which systemd itself listens until its service is started (systemd.socket(5)). */
function forSocket(facts: Facts, port: number | undefined): string {
  const unit = (valueIn(facts.units) ?? []).find(
    each => each.name.endsWith('.socket') && port !== undefined && listensNow(each, port),
  );
  return unit ? `, for ${unit.name}` : '';
}

/** What becomes of the connection, and the root cause by its title. */
function failure(root: Cause | undefined, clients: readonly Client[]): string {
  if (!root) return 'does not answer, and netcheck could not find out why';
  const outcomes = clients.flatMap(({ settled }) => settled.map(({ reach }) => reach.outcome));
  const arrives = outcomes.some(outcome => !/^(?:unreachable|timeout|refused)$/.test(outcome));
  // What answers a client whose own settings lead it astray is not what was asked for.
  const spoken = outcomes.includes('http-error') && !root.code.startsWith('client/');
  const through = arrives && (spoken || /^(http|app|tls)\/(?!empty-reply)/.test(root.code));
  const from = clients.some(each => each.label === 'self') ? '' : ` ${blocked(clients)}`;
  // A name server's REFUSED is an answer too; datagrams make no connection.
  const byDatagram = clients.some(each => each.settled.some(({ question }) => question.protocol === 'udp'));
  const mute = byDatagram ? 'gives no useful answer' : 'takes connections and does not answer';
  const answered = isMutely(clients) ? mute : 'answers, but not as asked';
  // That it does not answer is said already.
  const why = through && root.code === 'http/no-response' && isMutely(clients) ? '' : because(root);
  return `${through ? answered : `cannot be reached${from}`}${why}`;
}

/** Whoever gets through hears nothing. */
function isMutely(clients: readonly Client[]): boolean {
  const outcomes = clients.flatMap(({ settled }) => settled.map(({ reach }) => reach.outcome));
  return (
    outcomes.includes('no-answer') && !outcomes.some(each => /^(ok|http-error|tls-error|reset)$/.test(each))
  );
}

/** The root cause's headline as a clause; a name such as PostgreSQL or HAProxy is written as it is. */
function because(root: Cause | undefined): string {
  if (!root) return '';
  const title = root.headline ?? root.title;
  return `: ${/^[A-Z](?!\S*[A-Z])[a-z ]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title}`;
}

function inconclusive(
  what: string,
  clients: readonly Client[],
  root: Cause | undefined,
  mute: boolean,
): string {
  const open = listed(inState(clients, 'unknown'));
  const answers = listed(inState(clients, 'through'));
  const stopped = blocked(clients);
  if (mute && stopped === '')
    return `${what} takes connections and stays silent; whether it serves anybody could not be decided.`;
  if (answers !== '') return `${what} answers ${answers}; whether it does ${open} could not be decided.`;
  if (stopped !== '')
    return `${what} cannot be reached ${stopped}${because(root)}; whether it can ${open} could not be decided.`;
  return `Whether ${lowered(what)} can be reached ${open} could not be decided.`;
}

/** The subject within a sentence. */
const lowered = (what: string): string => what.replace(/^(Port|Process) /, word => word.toLowerCase());
