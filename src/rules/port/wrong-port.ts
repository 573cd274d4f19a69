import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { valueIn } from '../../facts/fact.js';
import type { Machine } from '../../facts/machine/types.js';
import { proxyTo } from '../../facts/namespaces/forwarder.js';
import type { Container } from '../../facts/namespaces/types.js';
import { environmentNamesPort, mentionsPort } from '../../facts/processes/candidates.js';
import type { Process } from '../../facts/processes/types.js';
import { serves } from '../../facts/sockets/cover.js';
import type { Question } from '../../net/question.js';
import { identify, recognised } from '../../programs/identify.js';
import { programs } from '../../programs/index.js';
import { defineRule, type Finding } from '../rule.js';
import { at, named } from '../serving.js';
import { absent, idleOn } from './absent.js';
import { type Server, serversWith } from './relatives.js';

/** A candidate this clear is named; anything less is another server. */
const clear = 3;

/** Nothing on the port that was asked for, and one clear candidate on another. */
export const rule = defineRule({
  code: 'port/wrong-port',
  needs: ['sockets', 'listeners', 'owners', 'processes', 'machine', 'limits'],
  mayUse: ['configuration', 'containers'],
  explainedBy: ['name/wrong-address'],
  check({ sockets, listeners, owners, processes, machine, limits, configuration, containers }, question) {
    if (!idleOn(sockets, question)) return undefined;
    const published = publishedAs(valueIn(containers) ?? [], question) ?? handedOnAs(processes, question);
    if (published) return published;
    const { first, last } = limits.ephemeral;
    const files = valueIn(configuration) ?? [];
    const servers = serversWith(
      listeners.filter(each => serves(each, question.protocol)),
      owners,
      processes,
    ).filter(
      // A port that the kernel chose is one that nobody could have meant, unless a file says which one was.
      ({ socket, process }) =>
        socket.local.port < first ||
        socket.local.port > last ||
        fileMeaning(process, files, question.port) !== undefined,
    );
    const ranked = servers
      .map(server => ({ server, score: likeness(server, question.port, machine, files) }))
      .filter(each => each.score >= clear)
      .sort((a, b) => b.score - a.score);
    const best = ranked[0];
    if (!best) return undefined;
    const rivals = ranked.filter(
      each => each.score === best.score && each.server.process.pid !== best.server.process.pid,
    );
    if (rivals.length > 0) return undefined;
    const { socket, process } = best.server;
    const { address, port } = socket.local;
    const variable = variableWith(process, port);
    const ignored = variableWith(process, question.port);
    const meant = variable ? undefined : fileMeaning(best.server.process, files, question.port);
    const unread = ignored
      ? `; ${ignored[0]}=${question.port} is in its environment, and it did not go by that`
      : meant
        ? `; ${meant.path} sets PORT=${question.port}, and it did not go by that`
        : '';
    const why = variable ? ` (${variable[0]}=${port} in its environment says so)` : '';
    return absent(
      `Nothing listens on port ${question.port}; ${named(process, processes)} listens on ${port} instead${why}${unread}.`,
      `it is on ${port}`,
      [
        {
          fact: 'listeners',
          says: `${named(process, processes)} listens on ${at(address, port)}`,
          source: 'sock_diag or /proc/net',
        },
        ...(meant
          ? [
              {
                fact: 'configuration' as const,
                says: `It sets PORT to ${question.port}`,
                source: meant.path,
              },
            ]
          : []),
        ...[variable, ignored].flatMap(each => (each ? [inEnvironment(each, process)] : [])),
      ],
      [
        {
          title: `Use port ${port}`,
          text: `netcheck why ${port}${question.protocol === 'udp' ? '/udp' : ''}\n${ignored ? `Or let it read ${ignored[0]}: in Node, listen(process.env.${ignored[0]}).` : `Or start the server on ${question.port}.`}`,
          needsRoot: false,
        },
      ],
    );
  },
});

/** The variable that sets a port, as programs call it: PORT, SERVER_PORT, FLASK_RUN_PORT. */
const variableWith = ({ environment }: Process, port: number) =>
  Object.entries(environment ?? {}).find(
    ([name, value]) => /(^|_)PORT$/.test(name) && value === String(port),
  );

const inEnvironment = ([name, value]: readonly [string, string], { pid }: Process) => ({
  fact: 'processes' as const,
  says: `${name}=${value}`,
  source: `/proc/${pid}/environ`,
});

/** A container serves that port inside, and publishes it as another. */
function publishedAs(containers: readonly Container[], { port, protocol }: Question): Finding | undefined {
  for (const { running, name, engine, published } of containers) {
    const other = published.find(each => each.containerPort === port && each.protocol === protocol);
    if (!running || !other || other.hostPort === port) continue;
    return absent(
      `Nothing listens on port ${port} of this machine: container ${name} has it inside, and publishes it as port ${other.hostPort}.`,
      `it is on ${other.hostPort}`,
      [
        {
          fact: 'containers',
          says: `${name} publishes its port ${port} as ${at(other.hostAddress, other.hostPort)}`,
          source: `${engine} inspect ${name}`,
        },
      ],
      [
        {
          title: `Use port ${other.hostPort}`,
          text: `netcheck why ${other.hostPort}${protocol === 'udp' ? '/udp' : ''}\nOr make the container again with -p ${port}:${port}.`,
          needsRoot: false,
        },
      ],
    );
  }
  return undefined;
}

/** The same by the arguments of docker-proxy, where the engine tells an ordinary user nothing. */
function handedOnAs(processes: readonly Process[], { port, protocol }: Question): Finding | undefined {
  const proxy = protocol === 'tcp' ? proxyTo(processes, port) : undefined;
  if (!proxy || proxy.hostPort === port) return undefined;
  const { hostAddress, hostPort, containerAddress, pid } = proxy;
  return absent(
    `Nothing listens on port ${port} of this machine: the container at ${containerAddress} has it inside, and it is published as port ${hostPort}.`,
    `it is on ${hostPort}`,
    [
      {
        fact: 'processes',
        says: `docker-proxy (pid ${pid}) hands ${at(hostAddress, hostPort)} on to ${at(containerAddress ?? '', port)}`,
        source: `/proc/${pid}/cmdline`,
      },
    ],
    [
      {
        title: `Use port ${hostPort}`,
        text: `netcheck why ${hostPort}\nOr make the container again with -p ${port}:${port}.`,
        needsRoot: false,
      },
    ],
  );
}

/** Somebody's own server: a script that an interpreter runs. */
const isScript = ({ command }: Process): boolean =>
  /(^|\/)(node|python[\d.]*|ruby|php[\d.]*|perl|bun|deno|java)$/.test(command[0] ?? '') &&
  command.slice(1).some(word => /\.(m?js|cjs|ts|py|rb|php|pl|jar|java)$/.test(word));

/** A .env or package.json in the process's directory sets PORT to the port that was asked for. */
const fileMeaning = ({ directory }: Process, files: readonly ConfigurationFile[], port: number) =>
  files.find(
    ({ path, text }) =>
      directory !== null &&
      (path === `${directory}/.env` || path === `${directory}/package.json`) &&
      new RegExp(`\\bPORT["']?\\s*[=:]\\s*["']?${port}\\b`).test(text),
  );

/** Ports that nobody serves the web on unless it is said. PHP-FPM's 9000 is anybody's. */
const ofAnother: ReadonlySet<number> = new Set(
  programs
    .filter(each => each.speaks !== undefined && each.speaks !== 'http' && each.id !== 'php-fpm')
    .flatMap(each => each.defaultPorts),
);

/** How much speaks for this being the server that was meant. */
function likeness(
  server: Server,
  port: number,
  machine: Machine,
  files: readonly ConfigurationFile[],
): number {
  const { socket, holders } = server;
  // npm and other runners stand above the server; what it is shows by who holds the socket.
  const process = holders[0] ?? server.process;
  if (process.pid === machine.pid || process.pid === 1 || socket.local.port === port) return 0;
  const environment = process.environment ?? {};
  const program = recognised(process, [process])?.program;
  const mine =
    process.directory !== null && process.directory !== '/' && process.directory === machine.directory;
  const spoken = mentionsPort(process.command, port) || environmentNamesPort(environment, port);
  const written = files.some(
    file =>
      process.directory &&
      file.path.startsWith(process.directory) &&
      new RegExp(`\\b${port}\\b`).test(file.text),
  );
  const near = Math.abs(socket.local.port - port) <= 2 && socket.local.port > 1024;
  const http = identify(process, [process]).speaks === 'http' || program?.speaks === 'http';
  // Who asks for a database's port does not mean the web server of the folder.
  if (http && ofAnother.has(port) && !spoken && !written) return 0;
  return (
    (spoken ? 3 : 0) +
    (mine ? 2 : 0) +
    (mine && !http && isScript(process) ? 1 : 0) +
    (written ? 2 : 0) +
    (program?.defaultPorts.includes(port) ? 3 : 0) +
    (near && http ? 2 : 0) +
    (environmentNamesPort(environment, socket.local.port) ? 1 : 0) +
    (http ? 1 : 0)
  );
}
