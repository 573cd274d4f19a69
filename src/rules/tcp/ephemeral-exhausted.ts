import { bracketed } from '../../net/address.js';
import { counted } from '../../net/english.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { untilReboot } from '../lasting.js';
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

/** As the kernel has it by default (inet_init_net in net/ipv4/af_inet.c), and all that an ordinary user may have. */
const DEFAULT = { first: 32768, last: 60999 };
const ALL = { first: 1024, last: 65535 };

/** More ports to choose from, where there are more. */
function widened({ first, last }: typeof ALL, to: string): Fix {
  const wider = [DEFAULT, ALL].find(each => each.last - each.first > last - first);
  const held = `What holds them:\n  ss -tan 'dst ${bracketed(to)}'`;
  const lasting =
    'Better, let clients keep their connections (keep-alive, a pool); sudo sysctl -w net.ipv4.tcp_tw_reuse=1 lets the ports of those at rest be used again.';
  if (!wider)
    return { title: 'Let clients keep their connections', text: `${lasting}\n${held}`, needsRoot: true };
  return {
    title: 'Widen the range of local ports',
    steps: [{ do: 'run', command: `sysctl -w net.ipv4.ip_local_port_range="${wider.first} ${wider.last}"` }],
    text: `${untilReboot} ${lasting}\n${held}`,
    ...(wider === ALL && {
      risk: 'A server that starts later may find its port taken by a connection: list such ports in net.ipv4.ip_local_reserved_ports.',
    }),
    needsRoot: true,
  };
}

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
          says: `${counted(last - first + 1, 'local port')}: ${first}–${last}`,
          source: 'net.ipv4.ip_local_port_range',
        },
      ],
      fixes: [widened(limits.ephemeral, question.address)],
      outcome: 'unreachable',
    };
  },
});
