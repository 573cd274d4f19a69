import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Fact } from '../../facts/fact.js';
import { valueIn } from '../../facts/fact.js';
import { servesBySource } from '../../facts/processes/by-source.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { doorOver } from '../../programs/door.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { recognised } from '../../programs/identify.js';
import { changedSince, changeSaid } from '../changed-since.js';
import { absent, idleOn } from '../port/absent.js';
import { fileMeaning, variableWith } from '../port/likeness.js';
import type { Finding } from '../rule.js';
import { at, holdersOf, named } from '../serving.js';
import { type AddressFacts, situationFor } from './address.js';
import { scriptForPort } from './package-script.js';

/** A word of the command line that says the port outweighs the files: -p 22, --port=22, -o Port=22, -oPort=22, -c port=22; of gunicorn -b :22. */
const TOLD = /^(?:-p\d*|--port(?:=.*)?|-b.*|--bind(?:=.*)?|(?:-[oc])?port[= ].*)$/i;

/** The sections of MariaDB's files that are for the server (mariadb.com/kb, "Option Groups"), and uWSGI's. */
const SERVER = /^\[(?:mysqld|mariadbd?|server|client-server|uwsgi)(?:-[\d.]+)?\]/;

interface PortLine {
  readonly file: ConfigurationFile;
  readonly line: string;
  readonly port: number;
}

/** The lines of a file that say the server's port. */
export function portLines(file: ConfigurationFile, pattern: RegExp): readonly PortLine[] {
  let isForServer = true;
  return file.text.split('\n').flatMap(text => {
    if (text.startsWith('[')) isForServer = SERVER.test(text);
    const [match] = isForServer ? text.matchAll(pattern) : [];
    return match ? [{ file, line: match[0].trim(), port: Number(match[1]) }] : [];
  });
}

/** The line by which a server's own files, changed after its start, tell it to listen on the port. */
function lineFor({ configuration }: AddressFacts, server: Process, all: readonly Process[], port: number) {
  const found = recognised(server, all);
  if (!found?.program.portLine || found.recognition.role === 'worker') return undefined;
  const { program, candidate } = found;
  const { file: named, line, counts } = found.program.portLine;
  const words = program.startedAs?.(candidate) ?? server.command;
  if (words.slice(1).some(word => TOLD.test(word))) return undefined;
  const own = program.configuration?.(candidate, doorOver(valueIn(configuration) ?? [])) ?? [];
  const files = own.filter(({ path }) => named.test(path));
  const isNew = (file: ConfigurationFile) => changedSince(file, server.startedAt);
  if (!files.some(isNew)) return undefined;
  const said = files.flatMap(file => portLines(file, line));
  const kind = (each: PortLine) => each.line.replace(/[\s='\d]+$/, '').toLowerCase();
  const inEffect = counts === 'all' ? said : [...new Map(said.map(each => [kind(each), each])).values()];
  return inEffect.find(each => each.port === port && isNew(each.file));
}

/** The line of its source, changed after its start, by which it serves the port. */
function sourceLine(
  { configuration }: AddressFacts,
  { scriptPort, startedAt, environment }: Process,
  port: number,
): PortLine | undefined {
  if (scriptPort !== port) return undefined;
  return (valueIn(configuration) ?? [])
    .filter(file => changedSince(file, startedAt))
    .flatMap(file => {
      const line = file.text.split('\n').find(each => servesBySource(each, port));
      // A variable goes before what the source has beside it.
      if (environment?.PORT !== undefined && /\bPORT\b/.test(line ?? '')) return [];
      return line === undefined ? [] : [{ file, line: line.trim().slice(0, 120), port }];
    })[0];
}

/** What the package.json that it was started by has by now, and a file that sets PORT, where that was changed since. */
function elsewhere({ configuration }: AddressFacts, server: Process, port: number) {
  const files = valueIn(configuration) ?? [];
  const script = scriptForPort(server, files, port);
  if (script || variableWith(server, port)) return script;
  const file = fileMeaning(server, files, port);
  return file && changedSince(file, server.startedAt) ? { file, line: `PORT=${port}` } : undefined;
}

/** A server runs whose file names the port, where nobody listens, and was changed after the server had read it. */
export function portNotRead(
  facts: AddressFacts & { readonly listeners: Fact<readonly Socket[]> },
  question: Question,
): Finding | undefined {
  const { port, protocol } = question;
  if (port === 0 || !idleOn(facts.sockets, question)) return undefined;
  const processes = valueIn(facts.processes) ?? [];
  // What a server takes commands by, as Caddy does on 2019, is not what people know it by.
  const open = [...(valueIn(facts.listeners) ?? [])].sort(
    (a, b) => Number(isLoopback(a.local.address)) - Number(isLoopback(b.local.address)),
  );
  for (const socket of open) {
    if (socket.protocol !== protocol) continue;
    const holder = holdersOf(socket, facts.owners, processes)[0];
    const found =
      holder &&
      (lineFor(facts, holder, processes, port) ??
        sourceLine(facts, holder, port) ??
        elsewhere(facts, holder, port));
    if (!found) continue;
    const { line } = found;
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
            says: changeSaid(found.file, holder),
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
