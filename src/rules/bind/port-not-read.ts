import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Fact } from '../../facts/fact.js';
import { listIn, valueIn } from '../../facts/fact.js';
import { mentionsPort } from '../../facts/processes/candidates.js';
import { servesBySource } from '../../facts/processes/serves-by-source.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { doorOver } from '../../programs/door.js';
import { masterOf } from '../../programs/family.js';
import { loadsDotenv } from '../../programs/fixes/dotenv.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { recognised } from '../../programs/identify.js';
import { optionsInVariable } from '../../programs/invocation.js';
import { changedSince, changeSaid, runsAsBefore } from '../changed-since.js';
import { absent, idleOn } from '../port/absent.js';
import type { Finding } from '../rule.js';
import { at, holdersOf, named } from '../serving.js';
import { type AddressFacts, situationFor } from './address.js';
import { quotedLine } from './changed-line.js';
import { scriptForPort } from './package-script.js';
import { type PortSaid, programPort, settingsPort } from './settings-port.js';
import { effectOf, startedOnPort } from './start-script.js';

/** A word of the command line that says the port outweighs the files: -p 22, --port=22, -o Port=22, -oPort=22, -c port=22. */
const TOLD = /^(?:-p\d*|--port(?:=.*)?|(?:-[oc])?port[= ].*)$/i;

/** The sections of MariaDB's files that are for the server (mariadb.com/kb, "Option Groups"), and those of others. */
const SERVER = /^\[(?:mysqld|mariadbd?|server|client-server|uwsgi|pgbouncer|Globals?)(?:-[\d.]+)?\]/i;

interface PortLine {
  readonly file: ConfigurationFile;
  readonly line: string;
  readonly port: number;
}

/** The lines of a file, where it has sections those for the server. */
export function serverLines({ text }: ConfigurationFile): readonly string[] {
  let isForServer = true;
  return text.split('\n').filter(line => {
    if (line.startsWith('[')) isForServer = SERVER.test(line);
    return isForServer;
  });
}

/** The lines of a file that say the server's port. */
export const portLines = (file: ConfigurationFile, pattern: RegExp): readonly PortLine[] =>
  serverLines(file).flatMap(line => {
    const [match] = line.matchAll(pattern);
    return match ? [{ file, line: match[0].trim(), port: Number(match[1]) }] : [];
  });

/** The line by which a server's own files, changed after its start, tell it to listen on the port. */
export function lineFor(
  { configuration }: AddressFacts,
  server: Process,
  all: readonly Process[],
  open: number,
  port: number,
) {
  const found = recognised(server, all);
  if (!found?.program.portLine || found.recognition.role === 'worker') return undefined;
  const { program, candidate } = found;
  const { file: named, line, counts } = found.program.portLine;
  const words = [...(program.startedAs?.(candidate) ?? server.command), ...optionsInVariable(server)];
  if (words.slice(1).some(word => TOLD.test(word)) || mentionsPort(words, open)) return undefined;
  const own = program.configuration?.(candidate, doorOver(valueIn(configuration) ?? [])) ?? [];
  const files = own.filter(({ path }) => named.test(path));
  const isNew = (file: ConfigurationFile) => changedSince(file, server.startedAt);
  if (!files.some(isNew)) return undefined;
  const said = files.flatMap(file => portLines(file, line));
  const kind = (each: PortLine) => each.line.replace(/[\s='\d]+$/, '').toLowerCase();
  const inEffect = counts === 'all' ? said : [...new Map(said.map(each => [kind(each), each])).values()];
  return inEffect.find(each => each.port === port && isNew(each.file));
}

/** A variable that the process has, and that a line reads, goes before what the line has beside it. */
const readsVariable = (line: string, { environment }: Process): boolean =>
  Object.keys(environment ?? {}).some(name => /(?:^|_)PORT$/.test(name) && line.includes(name));

/** The line of its source, changed after its start, by which it serves the port, and no more the one that is open. */
function sourceLine(files: readonly ConfigurationFile[], server: Process, open: number, port: number) {
  if (server.scriptPort !== port || files.some(({ text }) => servesBySource(text, open))) return undefined;
  return files
    .filter(file => changedSince(file, server.startedAt))
    .flatMap(file => {
      const line = file.text.split('\n').find(each => servesBySource(each, port));
      if (line === undefined || readsVariable(line, server)) return [];
      return [{ file, line: quotedLine(line), port }];
    })[0];
}

/** A .env that it loads sets the port, and was changed since; what the process has already goes before it. */
function settingsLine(files: readonly ConfigurationFile[], server: Process, port: number) {
  const { directory, environment, startedAt } = server;
  const file = files.find(({ path }) => directory !== null && path === `${directory}/.env`);
  if (!file || environment?.PORT !== undefined || !loadsDotenv(files, server)) return undefined;
  const set = /^[ \t]*(?:export[ \t]+)?PORT[ \t]*=[ \t]*["']?(\d+)/m.exec(file.text);
  return Number(set?.[1]) === port && changedSince(file, startedAt)
    ? { file, line: `PORT=${port}` }
    : undefined;
}

/** What its script in package.json, supervisord's file, its source, its .env or its settings say by now; its command line outweighs the last three. */
function ownLine(
  { configuration, processes }: AddressFacts,
  server: Process,
  open: number,
  port: number,
): PortSaid | undefined {
  const files = valueIn(configuration) ?? [];
  const told =
    scriptForPort(server, files, port) ??
    programPort(files, server, open, port) ??
    startedOnPort(masterOf(server, valueIn(processes) ?? []), valueIn(processes) ?? [], files, open, port);
  if (told || mentionsPort(server.command, open)) return told;
  return (
    sourceLine(files, server, open, port) ??
    settingsLine(files, server, port) ??
    settingsPort(files, server, open, port)
  );
}

/** The title of the fix. */
export const again = 'Restart it, so that it reads its file';

/** A server goes by what its file said before it was changed. */
export const notReadAgain = (
  file: ConfigurationFile,
  { server, who }: { readonly server: Process; readonly who: string },
  said: { readonly summary: string; readonly listens: string; readonly fixes: readonly Fix[] },
): Finding => ({
  ...absent(
    said.summary,
    `${who} has not read its file again`,
    [
      {
        fact: 'configuration',
        says: changeSaid(file, server.startedAt, `pid ${server.pid} started`),
        source: `${file.path}, /proc/${server.pid}/stat`,
      },
      { fact: 'listeners', says: said.listens, source: 'sock_diag or /proc/net' },
    ],
    said.fixes,
  ),
  ...runsAsBefore,
});

/** A server runs whose file names the port, where nobody listens, and was changed after the server had read it. */
export function portNotRead(
  facts: AddressFacts & { readonly listeners: Fact<readonly Socket[]> },
  question: Question,
): Finding | undefined {
  const { port, protocol } = question;
  if (port === 0 || !idleOn(facts.sockets, question)) return undefined;
  const processes = valueIn(facts.processes) ?? [];
  // Of most ports no new file speaks: then hundreds of servers need not be looked at, each with every file.
  const naming = listIn(facts.configuration).filter(({ text }) => text.includes(String(port)));
  // What a server takes commands by, as Caddy does on 2019, is not what people know it by.
  const open = [...(valueIn(facts.listeners) ?? [])].sort(
    (a, b) => Number(isLoopback(a.local.address)) - Number(isLoopback(b.local.address)),
  );
  for (const socket of open) {
    if (socket.protocol !== protocol) continue;
    const holder = holdersOf(socket, facts.owners, processes)[0];
    if (!holder || !naming.some(file => changedSince(file, masterOf(holder, processes).startedAt))) continue;
    const found: PortSaid | undefined =
      lineFor(facts, holder, processes, socket.local.port, port) ??
      ownLine(facts, holder, socket.local.port, port);
    if (!found) continue;
    const { line } = found;
    const who = named(holder, processes);
    const place = at(socket.local.address, socket.local.port);
    const situation = situationFor(facts, socket);
    return notReadAgain(
      found.file,
      { server: holder, who },
      {
        summary: `${found.file.path} says "${line}", and was changed after ${who} started, which listens on ${place} and not yet on ${port}.`,
        listens: `${who} listens on ${place}`,
        fixes: situation ? [effectOf(situation, found, again)] : [],
      },
    );
  }
  return undefined;
}
