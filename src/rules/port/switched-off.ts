import { recognised } from '../../programs/identify.js';
import type { SwitchedOn } from '../../programs/program.js';
import type { Finding } from '../rule.js';
import { named } from '../serving.js';
import { absent } from './absent.js';
import { isNear } from './likeness.js';
import type { Server } from './relatives.js';

/**
 * One of the servers has this port too, but only once that is switched on; undefined where none does. What it has on a
 * port beside is that, moved or by TLS.
 */
export function switchedOff(servers: readonly Server[], port: number): Finding | undefined {
  for (const { process, holders } of servers) {
    const owner = holders[0] ?? process;
    const { program } = recognised(owner, [owner]) ?? {};
    const off = program?.switchedOn?.[port];
    if (!off) continue;
    const isBeside = servers.some(
      ({ socket: { local }, process: other }) =>
        other === process && isNear(local.port, port) && !program?.defaultPorts.includes(local.port),
    );
    if (!isBeside) return asFinding(off, named(owner, []), port);
  }
  return undefined;
}

const asFinding = ({ what, how }: SwitchedOn, who: string, port: number): Finding => ({
  ...absent(
    `Nothing listens on port ${port}: ${who} runs, and has ${what} there only once that is switched on.`,
    `${what} is off`,
    [
      {
        fact: 'listeners',
        says: `${who} listens, and not on port ${port}`,
        source: 'sock_diag or /proc/net',
      },
    ],
    [{ title: `Switch on ${what}`, text: how, needsRoot: false }],
  ),
  headline: `${what} is not switched on`,
});
