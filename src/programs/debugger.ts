import type { Process } from '../facts/processes/types.js';
import { formatEndpoint } from '../net/address.js';
import { invocationOf } from './invocation.js';
import type { Change, Wanted } from './program.js';

/** A debugger's door in a process: where it listens for one, and whether the program waits for it before it begins. */
export interface Debugger {
  /** Null: by a port that the kernel chose, or none. */
  readonly port: number | null;
  readonly waits: boolean;
  /** The option that says so, as people wrote it. */
  readonly option: string;
}

/** The number that an address ends with: '9229', '127.0.0.1:9229', '*:5005', ':2345'. */
const portIn = (text = ''): number | null => {
  const number = Number(/(?:^|:)(\d{1,5})$/.exec(text)?.[1]);
  return number > 0 && number < 65536 ? number : null;
};

/** --inspect, --inspect-wait and --inspect-brk of Node, Deno and Bun, also in NODE_OPTIONS (nodejs.org, "Debugger"). */
function ofNode(words: readonly string[]): Debugger | undefined {
  for (const word of words) {
    const found = /^--inspect(-brk|-wait)?(?:=(.+))?$/.exec(word);
    if (found) return { port: portIn(found[2]) ?? 9229, waits: found[1] !== undefined, option: word };
  }
  return undefined;
}

/** python -m debugpy --listen [HOST:]PORT --wait-for-client. */
function ofPython({ head, args, module }: ReturnType<typeof invocationOf>): Debugger | undefined {
  if (module !== 'debugpy') return undefined;
  const words = [...head, ...args];
  const at = words.indexOf('--listen');
  const waits = words.includes('--wait-for-client');
  return at < 0
    ? undefined
    : { port: portIn(words[at + 1]), waits, option: waits ? '--wait-for-client' : '--listen' };
}

/** -agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=*:5005: it suspends unless told otherwise. */
function ofJava(words: readonly string[]): Debugger | undefined {
  const option = words.find(word => /^-(?:agentlib:jdwp=|Xrunjdwp:)/.test(word));
  if (!option || !/\bserver=y\b/.test(option)) return undefined;
  return { port: portIn(/address=([^,]+)/.exec(option)?.[1]), waits: !/\bsuspend=n\b/.test(option), option };
}

/** dlv debug --headless --listen=:2345: it holds the program until a client says continue, unless --continue is given. */
function ofDelve(words: readonly string[]): Debugger | undefined {
  if (!words.includes('--headless') && !words.includes('--headless=true')) return undefined;
  const at = words.findIndex(word => /^(-l|--listen)(=|$)/.test(word));
  const address = words[at]?.includes('=') ? words[at]?.split('=')[1] : words[at + 1];
  return { port: portIn(address), waits: !words.includes('--continue'), option: '--headless' };
}

/** The port is where a process waits for a debugger: no client is meant by it. */
export const isDoor = (process: Process | undefined, port: number): boolean =>
  process !== undefined && debuggerOf(process)?.port === port;

/** The debugger's door that a process was started with; undefined where there is none. Its port serves no client. */
export function debuggerOf(process: Process): Debugger | undefined {
  const { command, environment } = process;
  const call = invocationOf(process);
  if (call.language === 'node')
    return ofNode([...command.slice(1), ...(environment?.NODE_OPTIONS ?? '').split(/\s+/)]);
  if (call.language === 'python') return ofPython(call);
  if (call.language === 'java') return ofJava(command);
  return call.name === 'dlv' ? ofDelve(command) : undefined;
}

/** A debugger that listens at `wanted`; undefined where the port is none, or its option is not to be seen. */
export function debuggerAt(process: Process, { address, port }: Wanted): Change | undefined {
  const place = formatEndpoint(address, port);
  // It stands in for the program that is debugged, and has a key from it.
  if (process.command.some(word => word.endsWith('/debugpy/adapter')))
    return {
      title: `Let debugpy listen on ${address}`,
      byHand: `Stop the program and start it again with\n  python3 -m debugpy --listen ${place} …\nor with debugpy.listen(("${address}", ${port})) in it.`,
      risk: riskOf(port),
    };
  if (!isDoor(process, port)) return undefined;
  const moved = (word: string, before: string | undefined): string => {
    if (/^--inspect(-brk|-wait)?(=|$)/.test(word)) return `${word.split('=')[0]}=${place}`;
    if (/^-(?:agentlib:jdwp=|Xrunjdwp:)/.test(word))
      return word.replace(/\baddress=[^,]+/, `address=${address === '0.0.0.0' ? '*' : address}:${port}`);
    return before === '--listen' && portIn(word) === port ? place : word;
  };
  const command = process.command.map((word, at) => moved(word, process.command[at - 1]));
  const told = command.find((word, at) => word !== process.command[at]);
  const title = `Start it with ${told?.startsWith('-') ? told : `--listen ${place}`}`;
  return told === undefined ? undefined : { title, command, risk: riskOf(port) };
}

const riskOf = (port: number): string =>
  `Whoever reaches a debugger can run anything as the server's user: from one machine, ssh -L ${port}:127.0.0.1:${port} to this one is safer.`;
