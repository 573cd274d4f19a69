import { familyOf } from '../../net/address.js';
import { baseName } from '../../programs/invocation.js';
import { optionValue } from '../../programs/options.js';
import type { Process } from '../processes/types.js';
import type { Forwarding } from './types.js';

/** `ip netns exec NAME`, `nsenter --net=/run/netns/NAME`; or by a process in it, `nsenter -t PID -n`. */
const byName = /\bip netns exec (\S+)|\bnsenter\b.*?(?:--net=|-n)\/(?:var\/)?run\/netns\/(\S+)/;
const byPid = /\bnsenter\b.*?(?:-t ?|--target[ =])(\d+)/;
/** `socat STDIO TCP:127.0.0.1:80`, `nc 127.0.0.1 80`: where the command in there connects to. */
const goal =
  /\bTCP[46]?(?:-CONNECT)?:([^\s:,]+|\[[^\]]+\]):(\d+)|\b(?:nc|ncat|netcat) (?:.* )?([^\s-]\S*) (\d+)\W*$/i;

/** The command that each connection to the port gets. */
function commandFor({ command, name }: Process, port: number): string | undefined {
  const words = command.slice(1);
  if (/^(nc|ncat|netcat)/.test(name))
    return words.includes(String(port)) ? optionValue(words, ['--sh-exec', '--exec', '-c', '-e']) : undefined;
  if (!/^socat/.test(baseName(command[0] ?? name))) return undefined;
  const listens = new RegExp(`^TCP[46]?-L(?:ISTEN)?:${port}(?:,|$)`, 'i');
  if (!words.some(word => listens.test(word))) return undefined;
  return words
    .find(word => /^(?:EXEC|SYSTEM|SHELL):/i.test(word))
    ?.replace(/^\w+:/, '')
    .replace(/\\(.)/g, '$1');
}

/** Longer ones are no such command, and the search in them would take long. */
const LONGEST = 1000;

/** Where a forwarder leads that runs a command in another network namespace for each connection; undefined for any other. */
export function enteredBy(process: Process, port: number): Forwarding | undefined {
  const text = commandFor(process, port);
  if (!text || text.length > LONGEST) return undefined;
  const [, exec, net] = byName.exec(text) ?? [];
  const pid = byPid.exec(text)?.[1];
  const serves = exec ?? net ?? (pid === undefined ? undefined : Number(pid));
  const [, host = '', to, other = host, at = to] = goal.exec(text) ?? [];
  const containerAddress = other.replace(/^localhost$/, '127.0.0.1').replace(/[[\]]/g, '');
  // A name is looked up inside, in a way of its own.
  if (serves === undefined || at === undefined || familyOf(containerAddress) === undefined) return undefined;
  return {
    program: baseName(process.command[0] ?? process.name),
    pid: process.pid,
    hostAddress: '0.0.0.0',
    hostPort: port,
    containerAddress,
    containerPort: Number(at),
    serves,
  };
}
