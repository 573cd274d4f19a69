import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { valueIn } from '../../facts/fact.js';
import type { Limits } from '../../facts/limits/types.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import { mentionsPort } from '../../facts/processes/candidates.js';
import type { Process } from '../../facts/processes/types.js';
import type { ProxyAttempt } from '../../facts/proxies/types.js';
import { serves } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { isLoopback, saysLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { folderOf } from '../../programs/door.js';
import { recognised } from '../../programs/identify.js';
import { invocationOf } from '../../programs/invocation.js';
import { errorsAbout, isOfOne } from '../process/log-errors.js';
import { meantBy } from '../process/meant.js';
import { leftBehind, type Remains } from '../process/outlived.js';
import { takenBy } from '../process/serves-once.js';
import { defineRule, type Finding, type Seen } from '../rule.js';
import { at, named } from '../serving.js';
import { absent, faultsBehindRules, idleOn } from './absent.js';
import { claimOf } from './claimed.js';
import { fileMeaning, likeliest, variableWith } from './likeness.js';
import { namingEvidence, otherWay, unheeded } from './other-way.js';
import { handedOnAs, onHostNetwork, publishedAs, sentOnAs } from './published-as.js';
import { type Server, serversWith } from './relatives.js';
import { switchedOff } from './switched-off.js';

/** Nothing on the port that was asked for, and one clear candidate on another. */
export const rule = defineRule({
  code: 'port/wrong-port',
  needs: ['sockets', 'listeners', 'owners', 'processes', 'machine', 'limits', 'subject'],
  mayUse: ['configuration', 'containers', 'logs', 'units', 'pm2', 'proxies', 'firewall', 'namespaces'],
  explainedBy: [
    ...faultsBehindRules,
    'name/wrong-address',
    'name/hosts-override',
    'namespace/container-loopback',
    'namespace/forward-mismatch',
    'firewall/redirected',
    'bind/config-not-in-effect',
    'port/udp-only',
    'port/bound-not-listening',
    'port/taken-by-outgoing',
  ],
  check(facts, question) {
    const { sockets, listeners, owners, processes, machine, limits } = facts;
    const idle = idleOn(sockets, question);
    if (!idle) return undefined;
    if (processes.some(each => mentionsPort(each.command, question.port) && takenBy(each, idle, owners)))
      return undefined;
    // Asked for by its name or pid, it would have been found where it listens: whoever else serves is not it.
    if (question.target.program !== null || question.target.pid !== null || isKept(facts, question.port))
      return undefined;
    const containers = valueIn(facts.containers) ?? [];
    const published =
      publishedAs(containers, question) ??
      onHostNetwork(containers, listeners, question) ??
      handedOnAs(processes, question) ??
      sentOnAs(facts, question);
    if (published) return published;
    const files = valueIn(facts.configuration) ?? [];
    const proxies = valueIn(facts.proxies)?.attempts ?? [];
    const serving = listeners.filter(
      each => serves(each, question.protocol) && !proxies.some(proxy => isProxy(proxy, each, question)),
    );
    const servers = serversWith(serving, owners, processes);
    const meant = meantBy(facts, question);
    const logs = valueIn(facts.logs) ?? [];
    const another =
      (meant !== undefined && mentionsPort(meant.command, question.port)) ||
      hasEnded(logs, { machine, processes, owners, listeners, idle }, question.port);
    const best = likeliest(servers.filter(takesClients), question.port, {
      machine,
      limits,
      files,
      logs,
      another,
    });
    const off = another ? undefined : switchedOff(servers, question.port);
    if (off) return off;
    if (best) return movedTo(best, { processes, files, logs, limits, machine }, question);
    return another ? undefined : publishedAs(containers, question, true);
  },
});

/** Nobody is to go to the port that a server takes its commands by. */
const takesClients = ({ socket, process, holders: [holder = process] }: Server): boolean =>
  !recognised(holder, [holder])?.program.commandPorts?.includes(socket.local.port);

/** The caller's variables name it as the proxy on the way to the target: it is not the target. */
const isProxy = ({ host, port }: ProxyAttempt, { local }: Socket, { address }: Question): boolean =>
  port === local.port && (saysLoopback(host) || host === address || host === local.address);

/** Something keeps a server for the very port, and does not run it now: that one was meant, and no neighbour. */
const isKept = (
  { subject, units, pm2, containers }: Seen<'subject', 'units' | 'pm2' | 'containers'>,
  port: number,
) =>
  (subject.supervised !== undefined && !subject.supervised.unseen) ||
  (valueIn(units) ?? []).some(
    // A command that is to end may be a client's: a backup that a timer starts.
    ({ activeState, leaves, command }) =>
      activeState !== 'active' && !leaves && mentionsPort(command.split(' '), port),
  ) ||
  (valueIn(pm2) ?? []).some(({ status, ports }) => status !== 'online' && ports.includes(port)) ||
  (valueIn(containers) ?? []).some(
    ({ running, published }) => !running && published.some(each => each.hostPort === port),
  );

/** A log in the caller's directory, or of what supervisord or runit keeps running, of nobody who writes there yet, tells of a server that ended by an error; one that found its port taken may be here by another. */
function hasEnded(
  logs: readonly LogExcerpt[],
  { machine, ...remains }: Remains & { readonly machine: Machine },
  port: number,
): boolean {
  const left = leftBehind(remains);
  const writing = remains.processes.filter(each => !left.includes(each));
  const here = logs.filter(
    ({ because, pid }) =>
      ['caller-directory', 'program', 'kept'].includes(because) && !writing.some(each => each.pid === pid),
  );
  return errorsAbout(here, machine, port).some(
    error =>
      (error.kind === 'crash' || (error.kind !== 'address-in-use' && error.port === port)) &&
      !isOfOne(error, writing),
  );
}

/** The finding of a server that listens on another port. */
function movedTo(
  { socket, process, holders }: Server,
  {
    processes,
    files,
    logs,
    limits: { ephemeral },
    machine,
  }: {
    readonly processes: readonly Process[];
    readonly files: readonly ConfigurationFile[];
    readonly logs: readonly LogExcerpt[];
    readonly limits: Limits;
    readonly machine: Machine;
  },
  question: Question,
): Finding {
  const { address, port } = socket.local;
  const variable = variableWith(process, port);
  const ignored = variableWith(process, question.port);
  const meant = variable ? undefined : fileMeaning(process, files, question.port);
  const strayed =
    meant?.path.endsWith('/.env') &&
    process.directory !== null &&
    folderOf(meant.path) !== process.directory &&
    invocationOf(process).language !== 'python';
  // npm and its shell only started who has the socket.
  const who = named(holders.includes(process) ? process : (holders[0] ?? process), processes);
  const isEphemeral = port >= ephemeral.first && port <= ephemeral.last;
  const open = isEphemeral ? variableWith(process, 0) : undefined;
  const claim = isEphemeral && !open ? claimOf(holders[0] ?? process, question.port, logs) : undefined;
  const unread = unheeded(question.port, {
    ignored,
    meant,
    claim,
    startedIn: strayed ? process.directory : null,
  });
  const why = variable
    ? ` (${variable.join('=')} in its environment says so)`
    : open
      ? ` (${open[0]}=0 in its environment lets the kernel choose one)`
      : '';
  const found = absent(
    `Nothing listens on port ${question.port}; ${who} listens on ${port} instead${isLoopback(address) ? `, at ${address} only` : ''}${why}${unread}.`,
    `it is on ${port}`,
    [
      {
        fact: 'listeners',
        says: `${who} listens on ${at(address, port)}`,
        source: 'sock_diag or /proc/net',
      },
      ...namingEvidence(question.port, { meant, claim }),
      ...[variable, open, ignored].flatMap(each => (each ? [inEnvironment(each, process)] : [])),
    ],
    [
      {
        title: `Use port ${port}`,
        text: `  netcheck why ${port}${question.protocol === 'udp' ? '/udp' : ''}\n${otherWay(process, question.port, ignored?.[0], strayed ? meant : undefined)}`,
        needsRoot: false,
      },
    ],
  );
  // Who was told of the port and did not go by that never tried to have it, unless a log says so.
  const untried =
    (ignored || meant) &&
    !errorsAbout(logs, machine, question.port).some(each => each.kind === 'address-in-use');
  return { ...found, elsewhere: port, ...(untried && { explains: ['port/time-wait'] }) };
}

const inEnvironment = ([name, value]: readonly [string, string], { pid }: Process) => ({
  fact: 'processes' as const,
  says: `${name}=${value}`,
  source: `/proc/${pid}/environ`,
});
