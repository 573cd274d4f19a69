import type { ConfigurationFile } from '../facts/configuration/types.js';
import type { LogExcerpt } from '../facts/logs/types.js';
import type { Machine } from '../facts/machine/types.js';
import type { Container } from '../facts/namespaces/types.js';
import type { Process } from '../facts/processes/types.js';
import type { Socket } from '../facts/sockets/types.js';
import type { Pm2Entry, Unit } from '../facts/units/types.js';
import type { Fix } from './fix.js';

/** Files that a program's configuration is read from; errors are undefined. */
export interface FileDoor {
  read(path: string): string | undefined;
  list(path: string): readonly string[];
}

/** One process among the others, as a program sees it. */
export interface Candidate {
  readonly process: Process;
  readonly parent: Process | undefined;
  readonly children: readonly Process[];
}

/** What a program says of a process that it knows. */
export interface Recognition {
  /** As people call it: 'gunicorn', 'http.server', 'Express'. */
  readonly name: string;
  /** master and worker of a family; single otherwise. */
  readonly role: 'master' | 'worker' | 'single';
  readonly version: string | null;
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
}

/** Where a server should listen instead. */
export interface Wanted {
  /** '0.0.0.0', '::', '127.0.0.1' or one address. */
  readonly address: string;
  readonly port: number;
}

/** What netcheck knows of one server program. One file each; pure but for the door. */
export interface Program {
  /** The file's name: gunicorn. */
  readonly id: string;
  readonly title: string;
  readonly defaultPorts: readonly number[];
  /** The address it listens on when nobody says: 127.0.0.1, ::1, 0.0.0.0, ::; null where it has none. */
  readonly defaultAddress: string | null;
  /** What it speaks first: decides how a probe talks to it. */
  readonly speaks?: 'http' | 'server-first' | 'other';
  recognise(candidate: Candidate): Recognition | undefined;
  /** Configuration files that decide where it listens, read through the door, includes followed. */
  configuration?(process: Process, door: FileDoor): readonly ConfigurationFile[];
  /** Where it writes its errors, most telling first. */
  logs?(process: Process, door: FileDoor): readonly string[];
  /** The steps that make it listen at `wanted` (and no more); undefined where it is not known how. */
  listenAt?(situation: Situation, wanted: Wanted): Fix | undefined;
}
