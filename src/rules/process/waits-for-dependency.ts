import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { valueIn } from '../../facts/fact.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import { forwardingOf } from '../../facts/namespaces/forwarder.js';
import type { Process } from '../../facts/processes/types.js';
import type { Outgoing, Socket } from '../../facts/sockets/types.js';
import { EPHEMERAL, serviceAt } from '../../net/ports.js';
import { isLoopback } from '../../net/prefix.js';
import { absolutePath } from '../../programs/door.js';
import { invocationOf } from '../../programs/invocation.js';
import { awaitedBy, awaitedIn, isIn } from '../../programs/sources/awaited.js';
import { idleOn } from '../port/absent.js';
import { defineRule, type Evidence } from '../rule.js';
import { at, named } from '../serving.js';
import { silenceOf } from '../silence.js';
import { meantBy } from './meant.js';
import { servingOf } from './servers.js';

/** Wait channels of a process that waits for what comes from the network. */
const receiving = /wait_woken|sk_wait|poll|select/;
/** What programs write about a service that they need and do not get; its address, or its port alone, follows. */
const lacking =
  /(?:wait(?:ing)? for|(?:could not|cannot|can't|failed to|unable to) connect|refused|ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|connection to server|retrying).*?(?:^|[\s"'(@/])((?:[\w.-]+|\[[\da-f:]+\]):\d{2,5}|port \d{2,5})\b/i;

/** What hands requests on is no server that waits: http/bad-gateway and the namespace causes tell of those behind. */
const proxies = /^(nginx|apache2|httpd|haproxy|caddy|traefik|envoy|varnishd|ssh|kubectl)$/;

/** The port of name servers (RFC 1035). */
const DNS = 53;

/** Who waits, for what, and how that shows. */
interface Wait {
  readonly process: Process;
  /** One of these: several where a script waits for each in the same way. */
  readonly places: readonly string[];
  readonly evidence: Evidence;
}

/** It waits for something that does not answer, and serves nobody until it does. */
export const rule = defineRule({
  code: 'process/waits-for-dependency',
  needs: ['sockets', 'owners', 'processes', 'listeners', 'probes', 'subject', 'outgoing'],
  mayUse: ['logs', 'configuration'],
  explainedBy: ['process/stopped'],
  check({ sockets, owners, processes, listeners, probes, subject, outgoing, logs, configuration }, question) {
    const silent = silenceOf(probes, question) !== undefined;
    const idle = question.port === 0 || idleOn(sockets, question) !== undefined;
    const meant = idle ? meantBy({ processes, owners, listeners, subject }, question) : undefined;
    const mine = silent
      ? (servingOf(sockets, owners, processes, question)?.workers ?? []).filter(
          each => !forwardingOf(each, question.port) && !proxies.test(each.name),
        )
      : processes.filter(each => each.pid === meant?.pid);
    const family = mine.flatMap(each => [each, ...processes.filter(child => child.parent === each.pid)]);
    const wait =
      byConnection(family, sent(outgoing, question.port), idle) ??
      (meant && byLog(meant, family, valueIn(logs) ?? [])) ??
      (meant && byScript(meant, family, valueIn(configuration) ?? [], listeners, question.port));
    if (!wait) return undefined;
    const what = wait.places.map(withService).join(' or ');
    const which = wait.places.length > 1 ? 'of which one' : 'which';
    return {
      severity: 'error',
      summary: `${named(wait.process, processes)} waits for ${what}, ${which} does not answer; ${silent ? 'until then it answers nobody' : 'until then it does not listen'}.`,
      says: `waits for ${wait.places.join(' or ')}`,
      evidence: [wait.evidence],
      fixes: [
        {
          title: `Find out why ${what} does not answer`,
          text: `${wait.places.map(each => `  netcheck why ${each.replace('port ', '')}\n`).join('')}${whereItStands(wait)}`,
          needsRoot: false,
        },
      ],
      outcome: silent ? 'no-answer' : 'refused',
    };
  },
});

/** Where the server has the address from, that may be the wrong one. */
const whereItStands = ({ places, process }: Wait): string => {
  if (!places.every(each => each.endsWith(`:${DNS}`)))
    return "The address may be the wrong one: DATABASE_URL and the like in the server's environment or configuration.";
  const own = /^python/.test(process.name)
    ? " Python's http.server asks for the name of its own address before it listens: a line for it in /etc/hosts spares it the question."
    : '';
  return `The address of the name server stands in /etc/resolv.conf.${own}`;
};

const withService = (place: string): string => {
  const service = serviceAt(Number(/\d+$/.exec(place)?.[0]));
  return `${place}${service ? ` (${service})` : ''}`;
};

/**
 * A connection by the port that was asked for came from a client, to a server that has left off listening; so did one from a
 * client's port to a lower one, where no port was asked for.
 */
const sent = (outgoing: readonly Outgoing[], port: number): readonly Outgoing[] =>
  outgoing.filter(
    ({ localPort, remote }) =>
      localPort === undefined || (localPort !== port && !(localPort < EPHEMERAL && remote.port >= EPHEMERAL)),
  );

/**
 * One by which a server that listens waits for an answer: its only thread does, or several do for the same other side. A
 * single one among many threads may listen there for news, as that of a message queue does, and hold nobody up.
 */
function isAwaited({ awaits = [], threads }: Process, one: Outgoing, outgoing: readonly Outgoing[]): boolean {
  const awaited = ({ inode = 0 }: Outgoing) => awaits.includes(inode);
  const sameSide = ({ remote }: Outgoing) =>
    remote.address === one.remote.address && remote.port === one.remote.port;
  return (
    awaited(one) && (threads === 1 || outgoing.filter(each => awaited(each) && sameSide(each)).length > 1)
  );
}

/** A connection that is not had; or one by which it waits for an answer before it listens, or answers anybody. */
function byConnection(
  family: readonly Process[],
  outgoing: readonly Outgoing[],
  idle: boolean,
): Wait | undefined {
  for (const process of family) {
    const own = outgoing.filter(({ pid }) => pid === process.pid);
    const waits = own.find(
      each =>
        !each.made || (idle ? receiving.test(process.waitChannel ?? '') : isAwaited(process, each, own)),
    );
    if (!waits) continue;
    const place = at(waits.remote.address, waits.remote.port);
    const asks = waits.remote.port === DNS && !waits.made;
    const state = !waits.made
      ? ' in SYN-SENT'
      : idle
        ? `, waiting in ${process.waitChannel}`
        : ', and waits for what comes by it';
    return {
      process,
      places: [place],
      evidence: {
        fact: 'outgoing',
        says: asks
          ? `pid ${process.pid} has asked the name server ${place}, and has no answer`
          : `pid ${process.pid} has a connection to ${place}${state}`,
        source: `/proc/${process.pid}/net/${asks ? 'udp' : 'tcp'} and fd`,
      },
    };
  }
  return undefined;
}

/** Its own log says, at its end, what it does without. */
function byLog(process: Process, family: readonly Process[], logs: readonly LogExcerpt[]): Wait | undefined {
  const own = logs.filter(({ pid, path }) =>
    family.some(each => each.pid === pid || each.output === path || each.errors === path),
  );
  for (const { path, lines } of own) {
    const line = lines.slice(-5).findLast(each => lacking.test(each));
    const place = line && lacking.exec(line)?.[1];
    if (!line || !place) continue;
    return {
      process,
      places: [place],
      evidence: { fact: 'logs', says: `${path} ends with: ${line.trim().slice(0, 300)}`, source: path },
    };
  }
  return undefined;
}

/** Its start script is in a loop, or a tool, that ends when something is there; nobody here listens where that is here. */
function byScript(
  shell: Process,
  family: readonly Process[],
  files: readonly ConfigurationFile[],
  listeners: readonly Socket[],
  asked: number,
): Wait | undefined {
  const { language, script } = invocationOf(shell);
  const path = language === 'shell' && script ? absolutePath(script, shell.directory) : undefined;
  const text = files.find(file => file.path === path)?.text ?? '';
  const children = family.filter(each => each.parent === shell.pid);
  const found = [awaitedBy(shell) ?? [], awaitedIn(text)].flat().filter(
    each =>
      isIn(each, shell, children) &&
      // A script that waits for the very server that it has started tells nothing of why that is not there.
      !(
        isHere(each.host) &&
        (each.port === asked || listeners.some(({ local }) => local.port === each.port))
      ),
  );
  const [first] = found;
  if (!first) return undefined;
  return {
    process: shell,
    places: [...new Set(found.map(({ host, port }) => at(host, port)))].slice(0, 3),
    evidence: {
      fact: 'configuration',
      says: `it waits in: ${[...new Set(found.map(({ line }) => line))].slice(0, 3).join(', or in: ')}`,
      source: first.loop === '' ? `/proc/${shell.pid}/cmdline` : (path ?? ''),
    },
  };
}

const isHere = (host: string): boolean => host === 'localhost' || isLoopback(host);
