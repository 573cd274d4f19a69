import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import { defineRule, type Finding } from '../rule.js';
import { at } from '../serving.js';

/** How many ports from first to last a list such as "8080,9000-9100" holds. */
function reservedIn(list: string, first: number, last: number): number {
  return list.split(',').reduce((sum, part) => {
    const [from = NaN, to = from] = part.split('-').map(Number);
    return part === '' ? sum : sum + Math.max(0, Math.min(to, last) - Math.max(from, first) + 1);
  }, 0);
}

/** No port is in use: the kernel may give none away. */
const allReserved = (
  { address, port }: Question,
  { first, last }: { first: number; last: number },
  reserved: string,
): Finding => ({
  severity: 'error',
  summary: `This machine has no local port for a connection to ${at(address, port)}: all of ${first}–${last}, from which the kernel chooses, are reserved.`,
  says: 'every local port is reserved',
  evidence: [
    { fact: 'probes', says: 'connect() failed with EADDRNOTAVAIL', source: 'a connection from here' },
    {
      fact: 'limits',
      says: `reserved: ${reserved}; chosen from: ${first}–${last}`,
      source: 'net.ipv4.ip_local_reserved_ports, net.ipv4.ip_local_port_range',
    },
  ],
  fixes: [
    {
      title: 'Widen the range of local ports',
      steps: [{ do: 'run', command: 'sysctl -w net.ipv4.ip_local_port_range="32768 60999"' }],
      text: 'Or reserve fewer:\n  sudo sysctl -w net.ipv4.ip_local_reserved_ports=""',
      needsRoot: true,
    },
  ],
  outcome: 'unreachable',
});

/** connect() fails with EADDRNOTAVAIL: every local port towards that target is in use. */
export const rule = defineRule({
  code: 'tcp/ephemeral-exhausted',
  needs: ['probes', 'limits', 'interfaces'],
  check({ probes, limits, interfaces }, question) {
    const probe = probeOf(probes, question);
    if (probe?.errno !== 'EADDRNOTAVAIL') return undefined;
    // Without an address of that family there is none to send from either; and ::1 goes when IPv6 is switched off.
    const own = interfaces.flatMap(each => each.addresses).filter(each => each.family === question.family);
    const inside = isLoopback(question.address);
    if (!own.some(({ address }) => isLoopback(address) === inside)) return undefined;
    const { first, last } = limits.ephemeral;
    const { reservedPorts = '' } = limits;
    const kept = reservedIn(reservedPorts, first, last);
    if (kept === last - first + 1) return allReserved(question, limits.ephemeral, reservedPorts);
    const rest = kept ? ` that are not reserved (ip_local_reserved_ports)` : '';
    return {
      severity: 'error',
      summary: `This machine has no local port left for a connection to ${at(question.address, question.port)}: all of ${first}–${last}${rest} are in use towards it.`,
      says: 'no local port left',
      evidence: [
        { fact: 'probes', says: 'connect() failed with EADDRNOTAVAIL', source: 'a connection from here' },
        {
          fact: 'limits',
          says: `${last - first + 1} local ports: ${first}–${last}`,
          source: 'net.ipv4.ip_local_port_range',
        },
      ],
      fixes: [
        {
          title: 'Let clients keep their connections (keep-alive, a pool), and widen the range',
          text:
            '  sudo sysctl -w net.ipv4.ip_local_port_range="1024 65535"\n  sudo sysctl -w net.ipv4.tcp_tw_reuse=1\nWhat holds them:\n  ss -tan dst ' +
            question.address,
          needsRoot: true,
        },
      ],
      outcome: 'unreachable',
    };
  },
});
