import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { valueIn } from '../../facts/fact.js';
import type { Machine } from '../../facts/machine/types.js';
import { environmentNamesPort, mentionsPort } from '../../facts/processes/candidates.js';
import { serves } from '../../facts/sockets/cover.js';
import { identify, recognised } from '../../programs/identify.js';
import { defineRule } from '../rule.js';
import { at, named } from '../serving.js';
import { absent, idleOn } from './absent.js';
import { type Server, serversWith } from './relatives.js';

/** A candidate this clear is named; anything less is another server. */
const clear = 3;

/** Nothing on the port that was asked for, and one clear candidate on another. */
export const rule = defineRule({
  code: 'port/wrong-port',
  needs: ['sockets', 'listeners', 'owners', 'processes', 'machine', 'limits'],
  mayUse: ['configuration'],
  check({ sockets, listeners, owners, processes, machine, limits, configuration }, question) {
    if (!idleOn(sockets, question)) return undefined;
    const { first, last } = limits.ephemeral;
    const servers = serversWith(
      // A port that the kernel chose is one that nobody could have meant.
      listeners.filter(
        each => serves(each, question.protocol) && (each.local.port < first || each.local.port > last),
      ),
      owners,
      processes,
    );
    const files = valueIn(configuration) ?? [];
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
    const variable = Object.entries(process.environment ?? {}).find(
      ([name, value]) => /(^|_)PORT$/.test(name) && value === String(port),
    );
    const why = variable ? ` (${variable[0]}=${port} in its environment says so)` : '';
    return absent(
      `Nothing listens on port ${question.port}; ${named(process, processes)} listens on ${port} instead${why}.`,
      `it is on ${port}`,
      [
        {
          fact: 'listeners',
          says: `${named(process, processes)} listens on ${at(address, port)}`,
          source: 'sock_diag or /proc/net',
        },
        ...(variable
          ? [
              {
                fact: 'processes' as const,
                says: `${variable[0]}=${variable[1]}`,
                source: `/proc/${process.pid}/environ`,
              },
            ]
          : []),
      ],
      [
        {
          title: `Use port ${port}`,
          text: `netcheck why ${port}\nOr start the server on ${question.port}.`,
          needsRoot: false,
        },
      ],
    );
  },
});

/** How much speaks for this being the server that was meant. */
function likeness(
  server: Server,
  port: number,
  machine: Machine,
  files: readonly ConfigurationFile[],
): number {
  const { process, socket } = server;
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
  return (
    (spoken ? 3 : 0) +
    (mine ? 2 : 0) +
    (written ? 2 : 0) +
    (program?.defaultPorts.includes(port) ? 3 : 0) +
    (near && http ? 2 : 0) +
    (environmentNamesPort(environment, socket.local.port) ? 1 : 0) +
    (http ? 1 : 0)
  );
}
