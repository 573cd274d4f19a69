import type { Fact } from '../../facts/fact.js';
import { valueIn } from '../../facts/fact.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { recognised } from '../../programs/identify.js';
import { absent, idleOn } from '../port/absent.js';
import type { Finding } from '../rule.js';
import { at, holdersOf, named } from '../serving.js';
import { type AddressFacts, situationFor } from './address.js';

/** Start times are known to the second only, milliseconds. */
const SLACK = 1000;

/** A word of the command line that says the port outweighs the files: -p 22, --port=22, -o Port=22, -c port=22. */
const TOLD = /^(?:-p\d*|--port(?:=.*)?|port=.*)$/i;

/** The sections of MariaDB's files that are for the server (mariadb.com/kb, "Option Groups"); other servers have none. */
const SERVER = /^\[(?:mysqld|mariadbd?|server|client-server)(?:-[\d.]+)?\]/;

const isForServer = (text: string, index: number): boolean => {
  const section = text.lastIndexOf('\n[', index) + 1;
  return text[section] !== '[' || SERVER.test(text.slice(section, section + 40));
};

/** The line by which a server's files, changed after its start, tell it to listen on the port. */
function lineFor({ configuration }: AddressFacts, server: Process, all: readonly Process[], port: number) {
  const found = recognised(server, all);
  const { portLine, startedAs } = found?.program ?? {};
  const words = (found && startedAs?.(found.candidate)) ?? server.command;
  if (!portLine || words.slice(1).some(word => TOLD.test(word))) return undefined;
  return (valueIn(configuration) ?? [])
    .filter(({ path, modifiedAt }) => portLine.file.test(path) && modifiedAt > server.startedAt + SLACK)
    .flatMap(file => [...file.text.matchAll(portLine.line)].map(match => ({ file, match })))
    .find(({ file, match }) => Number(match[1]) === port && isForServer(file.text, match.index));
}

/** A server runs whose file names the port, where nobody listens, and was changed after the server had read it. */
export function portNotRead(
  facts: AddressFacts & { readonly listeners: Fact<readonly Socket[]> },
  question: Question,
): Finding | undefined {
  const { port, protocol } = question;
  if (port === 0 || !idleOn(facts.sockets, question)) return undefined;
  const processes = valueIn(facts.processes) ?? [];
  for (const socket of valueIn(facts.listeners) ?? []) {
    if (socket.protocol !== protocol) continue;
    const holder = holdersOf(socket, facts.owners, processes)[0];
    const found = holder && lineFor(facts, holder, processes, port);
    if (!found) continue;
    const line = found.match[0].trim();
    const who = named(holder, processes);
    const place = at(socket.local.address, socket.local.port);
    const situation = situationFor(facts, socket);
    return {
      ...absent(
        `${found.file.path} says "${line}", and was changed after ${who} started, which listens on ${place} and not yet on ${port}.`,
        `${who} has not read its file again`,
        [
          {
            fact: 'configuration',
            says: `changed ${new Date(found.file.modifiedAt).toISOString()}; pid ${holder.pid} started ${new Date(holder.startedAt).toISOString()}`,
            source: `${found.file.path}, /proc/${holder.pid}/stat`,
          },
          { fact: 'listeners', says: `${who} listens on ${place}`, source: 'sock_diag or /proc/net' },
        ],
        situation ? [restartFix(situation, 'Restart it, so that it reads its file')] : [],
      ),
      headline: 'the server still runs with its old configuration',
    };
  }
  return undefined;
}
