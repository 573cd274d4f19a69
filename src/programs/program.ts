import type { ConfigurationFile } from '../facts/configuration/types.js';
import type { LogExcerpt } from '../facts/logs/types.js';
import type { Machine } from '../facts/machine/types.js';
import type { Container } from '../facts/namespaces/types.js';
import type { Process } from '../facts/processes/types.js';
import type { Socket } from '../facts/sockets/types.js';
import type { Pm2Entry, Unit } from '../facts/units/types.js';
import type { Invocation } from './invocation.js';

/** Files that a program's configuration is read from; errors are undefined. */
export interface FileDoor {
  read(path: string): string | undefined;
  list(path: string): readonly string[];
  /** When the file was last written, or put there, milliseconds since the epoch; 0 where it cannot be told. */
  modifiedAt(path: string): number;
  /** Why the caller may not write it; undefined where they may, or it cannot be told. */
  locked?(path: string): ConfigurationFile['locked'];
}

/** One process among the others, as a program sees it. */
export interface Candidate {
  readonly process: Process;
  /** Its argument vector, taken apart. */
  readonly invocation: Invocation;
  readonly parent: Process | undefined;
  readonly children: readonly Process[];
}

/** master and worker of a family; single otherwise. */
export type Role = 'master' | 'worker' | 'single';

/** What a program says of a process that it knows. */
export interface Recognition {
  /** As people call it: 'gunicorn', 'http.server', 'Express'. */
  readonly name: string;
  readonly role: Role;
}

/** A process with what it takes to change where it listens. */
export interface Situation {
  /** The process to restart: the master of its family. */
  readonly process: Process;
  readonly listener: Socket | null;
  readonly processes: readonly Process[];
  readonly configuration: readonly ConfigurationFile[];
  readonly units: readonly Unit[];
  readonly pm2: readonly Pm2Entry[];
  readonly containers: readonly Container[];
  readonly logs: readonly LogExcerpt[];
  readonly machine: Machine;
  /** The service does nothing for whoever has not logged in. */
  readonly locked?: boolean;
  /** No interface has the address any more that it listens on, or nobody is let in there: the running server can be told nothing. */
  readonly lost?: boolean;
  /** Other addresses at which it has the same port: a socket of its own for one of them is refused beside a wildcard. */
  readonly beside?: readonly string[];
  /** What it has started and what has its socket too (`sleep 600 &`): while that lives, nobody else can have the port. */
  readonly left?: readonly Process[];
}

/** Where a server should listen instead. */
export interface Wanted {
  /** '0.0.0.0', '::', '127.0.0.1' or one address. */
  readonly address: string;
  readonly port: number;
}

/** One change of one file. */
export interface Edit {
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** One way to make a program listen elsewhere; how it is restarted with that is the business of ./ways. */
export interface Change {
  /** What is changed, in the imperative: 'Pass --bind 0.0.0.0 to http.server'. */
  readonly title: string;
  /** The whole new argument vector. */
  readonly command?: readonly string[];
  /** What only a person can do, in words; there are no steps then. */
  readonly byHand?: string;
  /** A new command is needed and cannot be told. */
  readonly lost?: true;
  /** Variables to set for it. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly edits?: readonly Edit[];
  /** A file that says all of where it listens, and is not there yet; `command` names it. */
  readonly writes?: { readonly path: string; readonly lines: readonly string[] };
  /** A shell command that changes the running server, with nothing to restart. */
  readonly live?: string;
  /** The shell command that restarts it by itself, where that is not by stopping and running it again. */
  readonly restart?: string;
  /** What else people should know before they do it. */
  readonly risk?: string;
}

/** What a server has at another port only once somebody switches that on, and how; a line after two blanks is typed. */
export interface SwitchedOn {
  readonly what: string;
  readonly how: string;
}

/** What netcheck knows of one server program. One file each; pure but for the door. */
export interface Program {
  /** The file's name: gunicorn. */
  readonly id: string;
  readonly title: string;
  readonly defaultPorts: readonly number[];
  /** Where it takes commands to itself, or serves what nobody means by its name: of its ports, the last that is asked about. */
  readonly commandPorts?: readonly number[];
  readonly switchedOn?: Readonly<Record<number, SwitchedOn>>;
  /**
   * The lines of its files that say its port, in their first group (global), by which it goes from its start on: of each kind
   * the last one, or every one of them.
   */
  readonly portLine?: { readonly file: RegExp; readonly line: RegExp; readonly counts: 'last' | 'all' };
  /** The line of its files that keeps it off TCP: it has its unix socket alone then. */
  readonly off?: RegExp;
  /** Each of its sockets may be another site or service: those on loopback alone are asked about after the others. */
  readonly manySites?: true;
  /** The address it listens on when nobody says: 127.0.0.1, ::1, 0.0.0.0, ::; null where it has none. */
  readonly defaultAddress: string | null;
  /** Its address is a line of its file, or where that has none, `defaultAddress`: but for its command, nothing else tells it. */
  readonly fileAlone?: true;
  /** It starts without an address of its file that it cannot have, where it has another one. */
  readonly goesOnWithout?: true;
  /** What its file has for every address, beside 0.0.0.0 and ::. */
  readonly everywhere?: readonly string[];
  /** What it speaks first: decides how a probe talks to it. */
  readonly speaks?: 'http' | 'server-first' | 'other';
  /** Only the interpreter is known, not the program: a parent of the same kind is no relation. */
  readonly generic?: true;
  /** The signal that ends it in order, where SIGTERM does something else. */
  readonly stopSignal?: 'INT' | 'QUIT';
  /** Its master starts as root and gives that up by itself, so a restart must not run it as the user it runs as now. */
  readonly dropsPrivileges?: boolean;
  /** It makes a session of its own, and ends where it leads one already. */
  readonly leadsSession?: true;
  /** The process takes itself to the background, so that its start command returns at once. */
  readonly daemonises?: (candidate: Candidate, configuration: readonly ConfigurationFile[]) => boolean;
  /** The argument vector that started it, where it has replaced its own by a title; undefined where that is lost. */
  readonly startedAs?: (candidate: Candidate) => readonly string[] | undefined;
  /** Its title keeps nothing of the options that it was started with. */
  readonly hidesOptions?: true;
  /** Of a command that starts it, the one that only tells whether it would start: its configuration, or its application; undefined where none does. */
  readonly rehearsal?: (command: readonly string[]) => readonly string[] | undefined;
  /** Beside a wildcard it can do without a socket for one address, or share the port, or one change moves all addresses. */
  readonly takesBeside?: true;
  /** All that a rehearsal needs is in its files: it tells as much without the environment of its unit. */
  readonly rehearsesAlone?: true;
  recognise(candidate: Candidate): Recognition | undefined;
  /** Configuration files that decide where it listens, read through the door, includes followed. */
  configuration?(candidate: Candidate, door: FileDoor): readonly ConfigurationFile[];
  /** Where it writes its errors, most telling first. */
  logs?(candidate: Candidate, door: FileDoor): readonly string[];
  /** What it does on a SIGHUP that it catches: 'reloads its configuration' and the like, or 'ends'; by its role where that tells. */
  readonly onHangUp?: string | ((role: Role) => string);
  /** The changes that make it listen at `wanted` (and no more), best first; empty where it is not known how. */
  listenAt?(situation: Situation, wanted: Wanted, candidate: Candidate): readonly Change[];
}
