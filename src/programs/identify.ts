import type { Process } from '../facts/processes/types.js';
import { programs } from './index.js';
import { baseName, invocationOf } from './invocation.js';
import { labelOf } from './label.js';
import type { Candidate, Program, Recognition, Role } from './program.js';

/** What a process is, as people call it. */
export interface Identity {
  /** 'http.server', 'gunicorn', 'Flask', 'nginx'; the executable's base name where it is none that we know. */
  readonly program: string;
  /** The program's full name: 'Apache HTTP Server'. */
  readonly title: string;
  /** A short command that people recognise: 'python3 -m http.server'. Control characters are still in it. */
  readonly label: string;
  readonly role: Role;
  readonly speaks: 'http' | 'server-first' | 'other' | null;
}

/** A process with its parent and children among those that were read. */
export function candidateOf(process: Process, processes: readonly Process[]): Candidate {
  return {
    process,
    invocation: invocationOf(process),
    parent: processes.find(other => other.pid === process.parent),
    children: processes.filter(other => other.parent === process.pid && other.pid !== process.pid),
  };
}

interface Recognised {
  readonly program: Program;
  readonly recognition: Recognition;
  readonly candidate: Candidate;
}

function recognise(process: Process, processes: readonly Process[]): Recognised | undefined {
  const candidate = candidateOf(process, processes);
  for (const program of programs) {
    const recognition = program.recognise(candidate);
    if (recognition) return { program, recognition, candidate };
  }
  return undefined;
}

/** Every reader, rule and fix asks about the same few processes, or about one by itself, and each answer asks all programs. */
const before = new WeakMap<readonly Process[] | Process, Map<Process, Recognised | undefined>>();

/** The program that a process is, with what it says of it; undefined where it is none that we know. */
export function recognised(process: Process, processes: readonly Process[]): Recognised | undefined {
  const key = processes.length === 1 && processes[0] === process ? process : processes;
  const answers = before.get(key) ?? new Map<Process, Recognised | undefined>();
  before.set(key, answers);
  if (!answers.has(process)) answers.set(process, recognise(process, processes));
  return answers.get(process);
}

/** What a process is. Never throws, whatever its name and arguments hold. */
export function identify(process: Process, processes: readonly Process[]): Identity {
  const found = recognised(process, processes);
  const label = labelOf(process);
  if (!found) {
    const name = fallbackName(process);
    return { program: name, title: name, label, role: 'single', speaks: null };
  }
  const { program, recognition } = found;
  return {
    program: recognition.name,
    title: program.title,
    label,
    role: recognition.role,
    speaks: program.speaks ?? null,
  };
}

function fallbackName(process: Process): string {
  const { head, name, titled } = invocationOf(process);
  const first = head[0]?.replace(/^-/, '') ?? '';
  return (titled ? process.name : baseName(first)) || name || process.name || '?';
}
