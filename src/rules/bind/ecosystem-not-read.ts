import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Fact, valueIn } from '../../facts/fact.js';
import { isPortVariable } from '../../facts/processes/port-variable.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Pm2Entry } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import { namesAddress, spellings } from '../../programs/fixes/address-words.js';
import { byFile, ecosystemFiles } from '../../programs/supervision/pm2.js';
import { runsAsBefore } from '../changed-since.js';
import { absent, idleOn } from '../port/absent.js';
import type { Finding } from '../rule.js';
import { at, holdersOf, named } from '../serving.js';
import { type AddressFacts, missedBy } from './address.js';

/** A variable as PM2 keeps it, and as its file has it by now. */
interface Changed {
  readonly file: ConfigurationFile;
  readonly name: string;
  readonly old: string;
  readonly now: string;
}

/** Within env_production and the like, which count for whoever starts with --env production; or in a comment. */
function countsNot(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - 2000), index);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return line.includes('//') || /\benv_\w+["']?[ \t]*:[ \t]*\{[^{}]*$/.test(before);
}

/** What the file sets a variable to, for whatever application; an empty word for what does not count. */
const valuesIn = ({ text }: ConfigurationFile, name: string): readonly string[] =>
  [
    ...text.matchAll(new RegExp(`(?<![\\w$])["']?${name}["']?[ \\t]*:[ \\t]*["']?([\\w.:[\\]-]{1,64})`, 'g')),
  ].map(({ 1: value, index }) => (countsNot(text, index) ? '' : value!));

/** The variable with the old value that the file has no more, and one new value for. */
function changedIn(
  files: readonly ConfigurationFile[],
  { directory, environment }: Process,
  isOld: (name: string, value: string) => boolean,
): Changed | undefined {
  const own = ecosystemFiles(directory).flatMap(path => files.find(each => each.path === path) ?? []);
  const kept = Object.entries(environment ?? {}).filter(
    ([name, value]) => /^\w+$/.test(name) && isOld(name, value),
  );
  return own
    .flatMap(file =>
      kept.map(([name, old]) => ({ file, name, old, all: [...new Set(valuesIn(file, name))] })),
    )
    .flatMap(({ all: [now, ...more], ...each }) =>
      now !== undefined && more.length === 0 && now !== each.old ? [{ ...each, now }] : [],
    )[0];
}

type PortFacts = AddressFacts & { readonly listeners: Fact<readonly Socket[]> };

/** The entry of PM2 that is the process. */
const entryOf = ({ pm2 }: AddressFacts, { pid }: Process): Pm2Entry | undefined =>
  valueIn(pm2)?.find(each => each.pid === pid);

/** Its file names another address or port by now; `pm2 restart` keeps the variables that the application was started with (pm2.keymetrics.io, "Environment"). */
export function ecosystemNotRead(facts: PortFacts, question: Question): Finding | undefined {
  const { port } = question;
  const idle = port !== 0 && idleOn(facts.sockets, question) !== undefined;
  const files = valueIn(facts.configuration) ?? [];
  const processes = valueIn(facts.processes) ?? [];
  for (const socket of idle ? (valueIn(facts.listeners) ?? []) : missedBy(facts, question)) {
    const holder = holdersOf(socket, facts.owners, processes)[0];
    const entry = holder && entryOf(facts, holder);
    const { local } = socket;
    const isOld = (name: string, value: string) =>
      idle
        ? isPortVariable(name) && value === String(local.port)
        : namesAddress(name) && spellings(local.address).includes(value);
    const changed = entry && changedIn(files, holder, isOld);
    const meant = idle ? [String(port)] : ['0.0.0.0', '::', '[::]', '*', question.address];
    if (changed && meant.includes(changed.now))
      return finding(facts, changed, { holder, entry, socket, idle });
  }
  return undefined;
}

function finding(
  facts: PortFacts,
  { file, name, old, now }: Changed,
  {
    holder,
    entry,
    socket,
    idle,
  }: { readonly holder: Process; readonly entry: Pm2Entry; readonly socket: Socket; readonly idle: boolean },
): Finding {
  const who = named(holder, valueIn(facts.processes) ?? []);
  const place = at(socket.local.address, socket.local.port);
  const restart = byFile(entry, file.path, facts.machine);
  const found = absent(
    `${file.path} sets ${name} to ${now} by now, but PM2 starts ${entry.name} with the ${name}=${old} that it was given before: ${who} listens on ${place}.`,
    `${place}, from before the change`,
    [
      { fact: 'configuration', says: `${name} is ${now}`, source: file.path },
      { fact: 'processes', says: `${name}=${old}`, source: `/proc/${holder.pid}/environ` },
    ],
    [
      {
        title: `Let PM2 read ${file.path} again, and restart ${entry.name} by it`,
        steps: [{ do: 'run', command: restart, ...(entry.directory ? { cwd: entry.directory } : {}) }],
        needsRoot: false,
      },
    ],
  );
  return {
    ...found,
    ...runsAsBefore,
    ...(!idle && { outcome: 'refused' }),
  };
}
