import { parseAddress } from '../net/address.js';
import type { Target } from '../net/target.js';
import { UsageError } from '../net/usage-error.js';
import { recognised } from '../programs/identify.js';
import type { System } from '../system/system.js';
import { checkSocket } from './askable.js';
import { attempt } from './attempt.js';
import { type Fact, known, unknown, valueIn } from './fact.js';
import { lookUpName } from './names/read.js';
import type { NameLookup } from './names/types.js';
import { hiddenOthers, hidesOthers, listPids, readPids } from './sockets/kin.js';
import { portOf, processesNamed, subjectOf } from './subject/read.js';
import { supervisedSubject } from './subject/supervised.js';
import type { Subject } from './subject/types.js';

/** What a target means here: whom it names, which port, which addresses. */
export interface Meaning {
  /** As typed, or as a host where a word turned out to be no program's name. */
  readonly target: Target;
  readonly subject: Fact<Subject>;
  readonly names: Fact<NameLookup> | undefined;
}

/** Endings of scripts that are top-level domains too: what runs here by such a name is meant before a host. */
const SCRIPT = /\.(sh|py|pl)$/i;
/** Endings of scripts and units that are no top-level domains. */
const FILE = /\.(service|[cm]?[jt]s|rb|php|jar)$/i;

/** Finds out what the target means on this machine. A word is a program where one of that name runs, else a host. */
export async function meaningOf(system: System, target: Target, deadline: number): Promise<Meaning> {
  if (target.kind === 'pid' || target.kind === 'program') return processMeant(system, target, deadline);
  checkSocket(system, target);
  const script = SCRIPT.test(target.host ?? '') && running(system, target);
  if (script) return script;
  if (liesHere(system, target))
    return running(system, target) ?? hidden(system, target) ?? servedBy(system, programOf(target), []);
  const name = target.host !== null && !parseAddress(target.host) ? target.host : null;
  const names = name === null ? undefined : await lookUpName(system, name, deadline);
  const nobody = names !== undefined && !valueIn(names)?.addresses.length;
  const here = nobody ? (running(system, target) ?? hidden(system, target)) : undefined;
  return here ?? { target, subject: subject(target), names };
}

/** A process by its number; by a name, one of that name, a service's, or a host. */
async function processMeant(system: System, target: Target, deadline: number): Promise<Meaning> {
  const found = processesMeant(system, target);
  if (found.status === 'unknown') return { target, subject: found, names: undefined };
  const meant = servedBy(system, target, found.value);
  if (found.value.length > 0 || target.kind === 'pid') return meant;
  const kept = await supervisedSubject(system, target, found.status === 'known');
  if (kept) return by(target, kept, 'PM2, the container engine or systemctl show');
  const names = await lookUpName(system, target.program ?? '', deadline);
  if (!valueIn(names)?.addresses.length)
    return found.status === 'partial' ? unseen(meant, found.lacks) : meant;
  const host: Target = { ...target, kind: 'host', host: target.program, program: null };
  return { target: host, subject: subject(host), names };
}

/** What those processes serve. */
function servedBy(system: System, target: Target, pids: readonly number[]): Meaning {
  return by(target, subjectOf(system, pids), '/proc');
}

/** By the protocol that it is served by. */
const by = (target: Target, meant: Subject, source: string): Meaning => ({
  target: { ...target, protocol: meant.protocol ?? target.protocol },
  subject: known(meant, source),
  names: undefined,
});

/** Nobody of that name is to be seen, where not everybody is. */
const unseen = (meant: Meaning, lacks: string): Meaning => ({
  ...meant,
  subject: unknown(
    'needs-root',
    `whether something here is called ${meant.target.program} is not known: ${lacks}`,
  ),
});

/** The processes that the target names; unknown where they cannot be listed, for then nobody was looked for. */
function processesMeant(system: System, { pid, program }: Target): Fact<readonly number[]> {
  if (pid !== null) return known([existing(system, pid)], '/proc');
  const listed = readPids(system);
  return listed.status === 'unknown'
    ? listed
    : { ...listed, value: namedAmong(system, program ?? '', listed.value) };
}

function existing(system: System, pid: number): number {
  try {
    system.status(`/proc/${pid}`);
  } catch {
    if (hidesOthers(system))
      throw new UsageError(`No process ${pid} of yours is here, and ${hiddenOthers}.`, 'run it with sudo');
    throw new UsageError(`There is no process ${pid}.`, 'netcheck ports lists those that listen');
  }
  return pid;
}

const namedAmong = (system: System, word: string, pids: readonly number[]): number[] =>
  processesNamed(system, word, pids).map(each => each.pid);

const subject = (target: Target): Fact<Subject> =>
  known({ port: portOf(target), otherPorts: [], pids: [], scheme: target.scheme }, 'the target');

/**
 * A dotted word, such as run.sh or http.server, where a program of that name runs. A unit or an executable is often called
 * as the site that it serves: whose name leads nowhere is asked about then, and not who would serve it.
 */
function running(system: System, target: Target): Meaning | undefined {
  const word = target.kind === 'host' && target.port === null ? target.host : null;
  if (word === null) return undefined;
  const named = processesNamed(system, word, listPids(system));
  const isKnown = SCRIPT.test(word) || FILE.test(word);
  const pids = named
    .filter(each => isKnown || recognised(each, named)?.recognition.name.toLowerCase() === word.toLowerCase())
    .map(each => each.pid);
  if (pids.length === 0) return undefined;
  return servedBy(system, programOf(target), pids);
}

/** A script's or unit's name, and no host's: that nobody runs by it is not known where not everybody is to be seen. */
function hidden(system: System, target: Target): Meaning | undefined {
  const { kind, host, port } = target;
  if (kind !== 'host' || port !== null || !(SCRIPT.test(host ?? '') || FILE.test(host ?? '')))
    return undefined;
  const listed = readPids(system);
  return listed.status === 'partial'
    ? unseen({ target: programOf(target), subject: subject(target), names: undefined }, listed.lacks)
    : undefined;
}

const programOf = (target: Target): Target => ({
  ...target,
  kind: 'program',
  program: target.host,
  host: null,
});

/** A script of that name is in the caller's directory: who types it means that, though it does not run. */
const liesHere = (system: System, { kind, host, port }: Target): boolean =>
  kind === 'host' &&
  host !== null &&
  port === null &&
  (SCRIPT.test(host) || FILE.test(host)) &&
  attempt(() => system.status(`${system.directory}/${host}`))?.kind === 'file';
