import type { Process } from '../../facts/processes/types.js';
import { type Tunnel, tunnelOf } from '../../programs/proxies/tunnel.js';
import { quoted } from '../../programs/shell.js';
import { farOf } from '../client/tunnel-words.js';
import type { Finding } from '../rule.js';
import { named } from '../serving.js';
import { advice } from '../talk.js';

/** The tunnel whose one end here takes connections, and the process that keeps it. */
interface Silent {
  readonly tunnel: Tunnel;
  readonly holder: Process;
}

/** One of the holders of a port is an end of a tunnel: it has nothing to say of its own. */
export function silentTunnel(
  holders: readonly Process[],
  port: number,
  files: Parameters<typeof tunnelOf>[2],
): Silent | undefined {
  const found = holders.map(holder => ({ holder, tunnel: tunnelOf(holder, port, files) }));
  const one = found.find(({ tunnel }) => tunnel !== undefined);
  return one?.tunnel && { holder: one.holder, tunnel: one.tunnel };
}

/** Nothing comes back through a tunnel: whoever is at its far end is silent, or the connection between is dead. */
export const hungBehind = (
  { tunnel, holder }: Silent,
  silence: number,
  processes: readonly Process[],
): Finding => ({
  severity: 'error',
  summary: `${named(holder, processes)} takes connections and does not answer: it is a tunnel to ${farOf(tunnel)}, and from there nothing comes back.`,
  says: 'no answer',
  evidence: [
    {
      fact: 'probes',
      says: `connected, no byte in ${Math.round(silence)} ms`,
      source: 'a request from here',
    },
    { fact: 'processes', says: holder.command.join(' '), source: `/proc/${holder.pid}/cmdline` },
  ],
  fixes: [advice('Ask where the tunnel leads', adviceOf(tunnel))],
  outcome: 'no-answer',
});

function adviceOf({ program, end, by }: Tunnel): string {
  const place = end.startsWith('/') ? `unix:${end}` : end;
  const ask = `netcheck why ${quoted(place)}`;
  if (program === 'kubectl')
    return `kubectl logs ${quoted(by)} and kubectl describe tell how that pod is.\nIf it is well, the connection to the cluster may be dead: start kubectl port-forward again.`;
  const dead =
    'the connection of the tunnel itself may be dead, and neither end know it (a computer slept, a router forgot it): start the tunnel again. With -o ServerAliveInterval=15 it ends by itself then.';
  if (program === 'sshd')
    return `Where ${by} typed ssh -R, ask whether the server that it leads to answers.\nIf it does, ${dead}`;
  if (program === 'ssh')
    return `On ${by || 'the other side'}, ${end === '' ? 'ask whether the server that it leads to answers' : `${ask} tells whether anybody answers there`}.\nIf somebody does, ${dead}`;
  return `It only passes on what it gets; who is silent is behind it:\n  ${ask}`;
}
