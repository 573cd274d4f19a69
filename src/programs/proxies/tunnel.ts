import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { baseName } from '../invocation.js';
import { onlyForwards } from './forwarders.js';

/** A program that takes connections here and makes them again elsewhere. */
export interface Tunnel {
  readonly program: string;
  /** The far end as it is written: localhost:9000, or a pod's port; '' where its command line does not say it. */
  readonly end: string;
  /** Where that is looked up from: user@host, or svc/web. */
  readonly by: string;
  /** The configuration that ssh was told to read instead of its usual ones (-F). */
  readonly file?: string;
}

/** Options of ssh(1) that take an argument of their own. */
const WITH_VALUE = 'BbcDEeFIiJLlmOoPpQRSWw';

/** `[bind_address:]port:host:hostport` of ssh -L; an IPv6 address is in brackets. */
function forwardOf(text: string, port: number): string | undefined {
  const found = /^(?:(?:\[[^\]]*\]|[^:]*):)?(\d+):(\[[^\]]*\]|[^:]+):(\d+)$/.exec(text);
  return found && Number(found[1]) === port ? `${found[2]}:${found[3]}` : undefined;
}

/** The forwards of ssh, its SOCKS ports, its file and its destination, which options may follow (ssh.c reads on after it); a command ends them. */
function sshWords(args: readonly string[]) {
  const told: Record<string, string[]> = { L: [], D: [], F: [] };
  let destination = '';
  for (let index = 0; index < args.length; index++) {
    const word = args[index]!;
    if (!word.startsWith('-')) {
      if (destination !== '') break;
      destination = word;
      continue;
    }
    const at = [...word].findIndex((letter, place) => place > 0 && WITH_VALUE.includes(letter));
    if (at < 0) continue;
    const value = at + 1 < word.length ? word.slice(at + 1) : (args[++index] ?? '');
    if (word[at] === 'o' && /^LocalForward[= ]/i.test(value))
      told.L!.push(value.replace(/^LocalForward[= ]\s*/i, '').replace(/\s+/, ':'));
    else told[word[at]!]?.push(value);
  }
  return { forwards: told.L!, socks: told.D!, file: told.F!.at(-1), destination };
}

/** `LOCAL:REMOTE` or one port for both, of kubectl port-forward. */
function podPort(args: readonly string[], port: number): string | undefined {
  return args
    .map(word => /^(?:(\d*):)?(\d+)$/.exec(word))
    .find(found => found && Number(found[1] || found[2]) === port)?.[2];
}

const tunnels = /^(?:ssh|kubectl)$/;

/** A session of sshd has a port of its own only for the other side, which has asked for it: `ssh -R`. */
const forwardedBack = /^sshd(?:-session)?: ([^\s@[\]]+)(?:@\S+)?\s*$/;

/** Whom a session of sshd has opened ports for, at whose side somebody else serves them; undefined for any other process. */
export const forwardsBackTo = ({ command }: Process): string | undefined =>
  forwardedBack.exec(command.join(' '))?.[1];

/** The arguments of a program of this name; a wrapper is run by an interpreter, which stands before it. */
function argumentsOf({ command, name }: Process) {
  const start = command.slice(0, 2).findIndex(word => tunnels.test(baseName(word)));
  return { program: baseName(command[start] ?? name), args: command.slice(Math.max(start, 0) + 1) };
}

const isSocksOf = (socks: readonly string[], port: number): boolean =>
  socks.some(each => Number(each.split(':').at(-1)) === port);

/** Whether ssh is a SOCKS proxy on the port: `ssh -D 1080`. */
export function isSocks(process: Process, port: number): boolean {
  const { program, args } = argumentsOf(process);
  return program === 'ssh' && isSocksOf(sshWords(args).socks, port);
}

/** The tunnel that a process keeps open on a local port, by its arguments and these files; undefined where it is none. */
export function tunnelOf(
  process: Process,
  port: number,
  files: readonly ConfigurationFile[],
): Tunnel | undefined {
  const far = onlyForwards(process, port, files);
  if (far) return { ...far, by: '' };
  const user = forwardsBackTo(process);
  if (user !== undefined) return { program: 'sshd', end: '', by: user };
  const { program, args } = argumentsOf(process);
  if (program === 'ssh') {
    const { forwards, socks, destination, file } = sshWords(args);
    if (isSocksOf(socks, port)) return undefined;
    // LocalForward of its configuration, or asked for later (ssh -O forward): its own arguments do not name that.
    const end = forwards.map(each => forwardOf(each, port)).find(each => each !== undefined) ?? '';
    return { program, end, by: destination, ...(file !== undefined && { file }) };
  }
  const verb = args.indexOf('port-forward');
  if (program !== 'kubectl' || verb < 0) return undefined;
  const words = args.slice(verb + 1).filter(word => !word.startsWith('-'));
  const end = podPort(words, port);
  return end === undefined
    ? undefined
    : { program, end, by: words.find(word => !/^\d*:?\d+$/.test(word)) ?? '' };
}
