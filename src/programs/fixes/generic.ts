import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { isUsual } from '../../facts/processes/environment.js';
import type { Process } from '../../facts/processes/types.js';
import { doorOver } from '../door.js';
import { literal } from '../literal.js';
import { withOption } from '../options.js';
import type { Candidate, Change, Situation, Wanted } from '../program.js';
import { isSource } from '../sources/is-source.js';
import { isNodemonFile, settingsChanges, settingsFiles } from '../sources/own-settings.js';
import { sinatraChanges } from '../sources/sinatra.js';
import { sourceChanges } from '../sources/source.js';
import { takesIpv4 } from '../sources/source-family.js';
import { inlineChanges } from '../sources/source-inline.js';
import { isSpringFile, springChanges } from '../sources/spring-settings.js';
import { namesAddress, spellings, withAddress } from './address-words.js';
import { dotenvChanges } from './dotenv.js';
import { takesBoth } from './family-both.js';

/** How any program may be told to listen elsewhere: the word of its command, its variable, or the line of its source. */
export function genericChanges(
  situation: Situation,
  wanted: Wanted,
  candidate: Candidate,
): readonly Change[] {
  const { listener } = situation;
  if (!listener) return [];
  const bound = spellings(listener.local.address);
  const files = situation.configuration.filter(each => !isSpringFile(each) && !isNodemonFile(each));
  const own = settingsFiles(candidate, files, doorOver(files));
  const changes = [
    ...argumentChange(candidate, bound, wanted),
    ...inlineChanges(candidate, bound, wanted),
    ...environmentChange(situation, bound, wanted, true),
    ...dotenvChanges(situation.configuration, bound, wanted, candidate),
    ...springChanges(situation.configuration, bound, wanted),
    ...settingsChanges(own, bound, wanted),
    ...sinatraChanges(situation.configuration, wanted, candidate),
    ...(takesBoth(situation, wanted) ? takesIpv4(situation.configuration) : []),
    ...sourceChanges(
      files.filter(({ path }) => !own.some(each => each.path === path)),
      bound,
      wanted,
      candidate,
    ),
    ...environmentChange(situation, bound, wanted, false),
  ];
  return changes.filter((each, at) => changes.findIndex(({ title }) => title === each.title) === at);
}

/**
 * `127.0.0.1:8000` anywhere among the arguments, the address as the value of an option that is named for it, or as a word
 * that stands alone.
 */
export function argumentChange(
  { invocation }: { readonly invocation: Pick<Candidate['invocation'], 'titled' | 'head' | 'args'> },
  bound: readonly string[],
  wanted: Wanted,
): readonly Change[] {
  if (invocation.titled) return [];
  const { head, args } = invocation;
  const line = [...head, ...args];
  const places = line.flatMap((word, at) => {
    // Before a program's own arguments stand those of its interpreter, of which Java's properties are the program's.
    if (at < head.length && !PROPERTY.test(word)) return [];
    const before = at > head.length ? line[at - 1]! : '';
    const option = before.startsWith('-') ? (/^-[aBbHhil]$/.test(before) ? 'bind' : before) : '';
    const changed = withAddress(word, option, bound, wanted);
    return changed === undefined ? [] : [{ at, changed }];
  });
  const bare = () => bareAddresses(args, bound, wanted).map(each => ({ ...each, at: each.at + head.length }));
  const [place, ...more] = places.length > 0 ? places : bare();
  if (!place || more.length > 0) return [];
  const { at, changed } = place;
  const before = at > head.length ? line[at - 1]! : '';
  const option = /^-[^=]*$/.test(before) && !changed.startsWith('-') ? `${before} ` : '';
  return [{ title: `Start it with ${option}${changed}`, command: line.with(at, changed) }];
}

/** A property of Java's that may say where to listen; those of its remote calls say where to call back. */
const PROPERTY = /^-D(?!java\.rmi|com\.sun)[\w.-]{1,80}=/;

/** An address that stands alone, `server.py 127.0.0.1 8000`: with another port after it, it is one to connect to. */
const bareAddresses = (args: readonly string[], bound: readonly string[], { address, port }: Wanted) =>
  args.flatMap((word, at) => {
    const [before = '', next = ''] = [args[at - 1], args[at + 1]];
    const other = /^\d+$/.test(next) && Number(next) !== port;
    return bound.includes(word) && !before.startsWith('-') && !other ? [{ at, changed: address }] : [];
  });

/** Names that no client's address has; what only names a host may be a service that the program goes to. */
const servers = /(^|_)(BIND|LISTEN)|^(APP|WEB|HTTP|SITE|UI)_(HOST|HOSTNAME|ADDR|ADDRESS|IP)$/i;

/** What listens, with its arguments up to where a variable stands in them: of a line, or of a bundle without any. */
const LISTENING = /\b(?:listen|bind|run\w*|serve\w*)\s*\([^\n;]*$/i;
const REACH = 200;

/** A word of a source that is a constant of its own with the bound address, not what the environment has by that name. */
function isConstant(name: string, file: ConfigurationFile, bound: readonly string[]): boolean {
  if (!isSource(file)) return false;
  const { text } = file;
  const word = `(?<![\\w$])${name}`;
  const set = new RegExp(`${word}["']?\\s*[:=,]>?\\s*["'\`](?:${bound.map(literal).join('|')})["'\`]`, 'i');
  const asked = [
    `["'\`$.]\\{?${name}(?!\\w)`,
    `${word}\\b[^}\\n]{0,${REACH}}\\}\\s*=\\s*process\\.env\\b`,
    // PM2 sets it so.
    `\\benv\\w*["']?\\s*:\\s*\\{[^}]{0,${REACH}}${word}`,
  ];
  return set.test(text) && !new RegExp(asked.join('|')).test(text);
}

/** Whether a source reads the variable, and to listen by it. */
function isRead(name: string, file: ConfigurationFile, bound: readonly string[]): boolean {
  const { text } = file;
  // The environment may hold names that no source can.
  if (!/^\w+$/.test(name)) return false;
  // host in small letters stands in most sources, and is a variable's name to Pydantic's settings.
  const flags = isUsual(name) && !text.includes('BaseSettings') ? 'g' : 'gi';
  const word = new RegExp(`(?<![\\w$])${name}(?!\\w)`, flags);
  if (isUsual(name) || servers.test(name)) return word.test(text) && !isConstant(name, file, bound);
  return [...text.matchAll(word)].some(({ index }) =>
    LISTENING.test(text.slice(Math.max(0, index - REACH), index)),
  );
}

/** A variable that may have told a process where to listen. */
export interface AddressVariable {
  readonly name: string;
  readonly value: string;
  /** Its source listens by it. */
  readonly read: boolean;
  /** Its value is a name that stands for the bound address: this machine's own, or one that its source listens by. */
  readonly byName: boolean;
}

/** Those that servers of many kinds go by, and any by which its source listens; `bound` is where it listens. */
export function addressVariables(
  { environment }: Process,
  files: readonly ConfigurationFile[],
  bound: readonly string[],
  hostName: string,
): readonly AddressVariable[] {
  const has = (word: string) => files.some(({ text }) => text.includes(word));
  const sources = files.filter(isSource).map(({ text }) => text);
  // The address stands in the source, which reads no such variable, whoever has set it.
  const written = new RegExp(`["'\`](?:${bound.map(literal).join('|')})["'\`:]`);
  const isWritten = sources.some(text => written.test(text));
  return Object.entries(environment ?? {}).flatMap(([name, value]) => {
    if (!namesAddress(name)) return [];
    if (isWritten && !sources.some(text => text.toUpperCase().includes(name.toUpperCase()))) return [];
    const read = files.some(file => isRead(name, file, bound));
    const isName = value === hostName || HOST_NAME.test(value);
    // Most servers on localhost are there by default.
    const byName = read && isName && has(name) && !bound.some(has) && !bound.includes('localhost');
    // Shells export the name of the machine, which may be localhost.
    return read || (isUsual(name) && value !== hostName) ? [{ name, value, read, byName }] : [];
  });
}

const HOST_NAME = /^[a-z][\w-]*(\.[\w-]+)*$/i;

/** A variable of the process that holds the bound address, and that its source reads, or may for all that is known. */
function environmentChange(
  { process, configuration, machine }: Situation,
  bound: readonly string[],
  wanted: Wanted,
  wantsRead: boolean,
): readonly Change[] {
  const found = addressVariables(process, configuration, bound, machine.hostName).flatMap(
    ({ name, value, read, byName }) => {
      const changed = withAddress(value, name, bound, wanted) ?? (byName ? wanted.address : undefined);
      return changed === undefined ? [] : [{ name, changed, read }];
    },
  );
  if (found.length !== 1 || found[0]!.read !== wantsRead) return [];
  const { name, changed } = found[0]!;
  return [{ title: `Start it with ${name}=${changed}`, environment: { [name]: changed } }];
}

/** The change that passes an option with the wanted address: the shape of most programs' fix. */
export function optionChange(
  candidate: Candidate,
  names: readonly string[],
  value: string,
): readonly Change[] {
  if (candidate.invocation.titled) return [];
  const { head, args } = candidate.invocation;
  const name =
    names.find(each => args.some(word => word === each || word.startsWith(`${each.replace(/=$/, '')}=`))) ??
    names[0]!;
  return [
    {
      title: `Start it with ${name.replace(/=$/, '')} ${value}`,
      command: [...head, ...withOption(args, names, value)],
    },
  ];
}
