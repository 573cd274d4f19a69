import type { CounterName, Limits } from '../../facts/limits/types.js';
import type { Probe } from '../../facts/probes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { untilReboot } from '../lasting.js';
import type { Finding } from '../rule.js';
import { at } from '../serving.js';

/** So many half-open connections to one port are more than clients on their way. */
const FLOOD = 3;

/**
 * Found where the kernel counted connection requests that it dropped because too many others were half open and SYN
 * cookies are off (TCPReqQFullDrop, tcp_syn_flood_action in net/ipv4/tcp_input.c; or, before that, what is left of
 * tcp_max_syn_backlog is kept for clients that it knows, which only ListenDrops counts): an error where an attempt got
 * no answer, a warning where one was lucky.
 */
export function halfOpen(
  { local }: Socket,
  waiting: number,
  probe: Probe | undefined,
  counters: Limits['counters'] | undefined,
): Finding | undefined {
  const lucky = probe?.outcome === 'connected';
  const grown = (name: CounterName) => (counters ? counters.after[name] - counters.before[name] : 0);
  const kept = !lucky && waiting >= FLOOD && !(grown('ListenOverflows') > 0);
  const counter = kept && !(grown('TCPReqQFullDrop') > 0) ? 'ListenDrops' : 'TCPReqQFullDrop';
  const dropped = grown(counter);
  if ((!lucky && probe?.outcome !== 'timeout') || !(dropped > 0)) return undefined;
  return {
    severity: lucky ? 'warning' : 'error',
    summary: `Too many connections to ${at(local.address, local.port)} are half open, so the kernel drops new requests: somebody floods it with them, or their answers do not arrive, and SYN cookies are off.`,
    says: 'too many half-open connections',
    headline: 'too many connections are half open',
    evidence: [
      {
        fact: 'limits',
        says: `${counter} grew by ${dropped} while it was probed${waiting > 0 ? `; ${waiting} connections are half open` : ''}`,
        source: '/proc/net/netstat',
      },
    ],
    fixes: [
      {
        title: 'Answer without remembering who asked, while there are too many',
        steps: [{ do: 'run', command: 'sysctl -w net.ipv4.tcp_syncookies=1' }],
        text: `${untilReboot} Who asks:\n  ss -tn state syn-recv 'sport = :${local.port}'\nA larger net.ipv4.tcp_max_syn_backlog, net.core.somaxconn and backlog of the program help against bursts.`,
        needsRoot: true,
      },
    ],
    outcome: lucky ? 'ok' : 'timeout',
  };
}
