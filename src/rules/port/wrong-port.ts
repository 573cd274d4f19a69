import { listIn, valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Container } from '../../facts/namespaces/types.js';
import { mentionsPort } from '../../facts/processes/candidates.js';
import type { ProxyAttempt } from '../../facts/proxies/types.js';
import { serves } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { TIME_WAIT } from '../../facts/sockets/yielding.js';
import { saysLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { recognised } from '../../programs/identify.js';
import { errorsAbout, isOfOne } from '../process/errors-about.js';
import { meantBy } from '../process/meant.js';
import { leftBehind, type Remains } from '../process/outlived.js';
import { takenBy } from '../process/serves-once.js';
import { defineRule, type Finding, type Seen } from '../rule.js';
import { faultsBehindRules, idleOn } from './absent.js';
import { likeliest } from './likeness.js';
import { movedTo } from './moved-to.js';
import { handedOnAs, onHostNetwork, publishedAs, sentOnAs, tunnelledAs } from './published-as.js';
import { type Server, serversWith } from './relatives.js';
import { withSite } from './site-unopened.js';
import { stoppedHere } from './stopped-here.js';
import { switchedOff } from './switched-off.js';
import { startsRefused } from './taken-beside.js';

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
    const published = onHostNetwork(containers, listeners, question) ?? insideAs(facts, containers, question);
    if (published) return published;
    const files = valueIn(facts.configuration) ?? [];
    const proxies = valueIn(facts.proxies)?.attempts ?? [];
    const serving = listeners.filter(
      each => serves(each, question.protocol) && !proxies.some(proxy => isProxy(proxy, each, question)),
    );
    const servers = serversWith(serving, owners, processes);
    const meant = meantBy(facts, question);
    const logs = valueIn(facts.logs) ?? [];
    const spoken = meant !== undefined && mentionsPort(meant.command, question.port);
    const ended = hasEnded(logs, { machine, processes, owners, listeners, idle }, question.port);
    const another = spoken || ended;
    const signs = { machine, limits, files, logs, setUp: facts.subject.idle !== undefined };
    // Who was in the way of one that ended is none that was meant.
    const inTheWay = startsRefused(facts, listeners).map(({ holder }) => holder.process.pid);
    const clear = servers.filter(each => takesClients(each) && !inTheWay.includes(each.process.pid));
    const best = likeliest(clear, question.port, {
      ...signs,
      another,
      servedUntil: servedUntil(idle, machine),
    });
    const off = another ? undefined : switchedOff(servers, question.port);
    if (off) return off;
    // A tunnel to the like of what is here and does not listen stands beside that; its own end may be inside a container here.
    const inside = listIn(facts.namespaces).some(({ inode }) => inode === meant?.networkNamespace);
    const tunnel =
      ended || (spoken && !inside) || facts.subject.idle || stoppedHere(facts, machine, question).length > 0
        ? undefined
        : tunnelledAs(servers, files, question);
    if (tunnel) return tunnel;
    if (best) return withSite(movedTo(best, signs, processes, question), facts.configuration, question);
    return another ? undefined : publishedAs(containers, question, true);
  },
});

/** A container has the port inside; where a server of this machine's own is set up for it, that one was meant. */
const insideAs = (
  facts: Parameters<typeof sentOnAs>[0] & Seen<'subject' | 'processes', never>,
  containers: readonly Container[],
  question: Question,
): Finding | undefined =>
  facts.subject.idle
    ? undefined
    : (publishedAs(containers, question) ??
      handedOnAs(facts.processes, question) ??
      sentOnAs(facts, question));

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
  (valueIn(pm2) ?? []).some(
    ({ status, ports }) => !/^(?:online|saved)$/.test(status) && ports.includes(port),
  ) ||
  (valueIn(containers) ?? []).some(
    ({ running, published }) => !running && published.some(each => each.hostPort === port),
  );

/** When a server that is gone hung up on its last client; only one that listened has left what yields the port. */
function servedUntil(idle: readonly Socket[], { now }: Machine): number | undefined {
  const left = idle.filter(({ state, yields }) => state === 'time-wait' && yields);
  return left.length === 0
    ? undefined
    : Math.max(...left.map(each => now - (TIME_WAIT - (each.expiresIn ?? 0)) * 1000));
}

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
