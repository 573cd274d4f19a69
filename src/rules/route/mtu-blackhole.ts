import { valueIn } from '../../facts/fact.js';
import { smallSegment, stalls } from '../../facts/probes/stall.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { RouteLookup } from '../../facts/routes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { probeOf } from '../probe.js';
import { defineRule, type Finding } from '../rule.js';
import { type Stuck, stuckReplies } from './stuck-replies.js';
import { evidenceOf, host, ipFor, wayBack, wayOut } from './way.js';

/**
 * Found where an answer from elsewhere stalls and the same answer comes as soon as this machine announces small
 * segments: what is larger vanishes on the way, and nobody tells the sender (RFC 2923). Of a server here, found where
 * the connections of a client show the same; a warning where what was asked for may do without large segments.
 */
export const rule = defineRule({
  code: 'route/mtu-blackhole',
  needs: ['probes', 'routes'],
  mayUse: ['sockets'],
  explainedBy: ['remote/loss', 'firewall/reply-dropped'],
  check({ probes, routes, sockets }, question) {
    const stuck = stuckReplies(valueIn(sockets) ?? [], probes, question);
    if (stuck) return back(stuck, wayBack(routes, question));
    if (question.local || question.vantage.kind !== 'self') return undefined;
    const said = probeOf(probes, question)?.conversations;
    const first = said?.[0];
    const small = said?.find(each => each.reason === 'small-segments');
    if (!first || !small || !stalls(first) || !cameThrough(first, small)) return undefined;
    const { address } = question;
    const lookup = wayOut(routes, question);
    const size = smallSegment(address);
    return {
      severity: 'error',
      summary: `Small packets pass between here and ${address}, large ones vanish: the answer comes at once when it may use segments of ${size} bytes only, and not at all otherwise.`,
      says: 'large packets vanish',
      outcome: 'no-answer',
      evidence: [
        {
          fact: 'probes',
          says: first.http
            ? `The head of the answer came (${first.http.status}), of its ${first.http.headers['content-length']} bytes none`
            : 'Connected, and no byte of an answer came',
          source: `connection to ${address}`,
        },
        {
          fact: 'probes',
          says: `With segments of ${size} bytes (TCP_MAXSEG) the answer came in ${Math.round(small.ms)} ms`,
          source: `connection to ${address}`,
        },
        ...(lookup ? [evidenceOf(lookup)] : []),
      ],
      fixes: [...(lookup ? [narrow(lookup, size)] : []), leaveItToPath],
    };
  },
});

/** Found in the connections of a client of a server here. */
function back({ client, shared, concerned, evidence }: Stuck, lookup: RouteLookup | undefined): Finding {
  return {
    severity: concerned ? 'error' : 'warning',
    summary: `Small packets pass between here and ${client}, large ones vanish: connections are made, and answers of more than a packet's size never arrive there.${shared ? ` Or several machines share the address ${client} (NAT), and one of them went away in the middle of an answer.` : ''}`,
    says: `large packets to ${client} vanish`,
    outcome: concerned ? 'no-answer' : 'ok',
    evidence: [evidence, ...(lookup ? [evidenceOf(lookup)] : [])],
    fixes: [...(lookup ? [narrow({ ...lookup, to: client }, smallSegment(client))] : []), leaveItToPath],
  };
}

/** More came in small segments than in large ones, and none of them had to be sent again, as after a second (RFC 6298). */
const cameThrough = (first: Conversation, small: Conversation): boolean =>
  small.outcome === 'answered' && small.ms < 1000 && (first.http === null || (small.http?.body ?? '') !== '');

/** Tells the other side, by the route, to send no more than was seen to pass. */
function narrow({ to, gateway, device }: RouteLookup, size: number): Fix {
  const way = [gateway ? `via ${gateway}` : '', device ? `dev ${quoted(device)}` : '']
    .filter(Boolean)
    .join(' ');
  const mtu = size + (to.includes(':') ? 60 : 40);
  return {
    title: `Exchange small packets with ${to}`,
    steps: [
      {
        do: 'run',
        command: `${ipFor(to)} route replace ${host(to)} ${way} mtu ${mtu} advmss ${size}`,
      },
    ],
    text: `It is for this one address and lasts until the next reboot. What passes, at this size and at larger and smaller ones:\n  ping -M do -s 1372 ${to}`,
    needsRoot: true,
  };
}

const leaveItToPath: Fix = {
  title: 'Mend the path',
  text: 'Where a tunnel or PPPoE is on the way, give it its true MTU (ip link set dev DEVICE mtu 1420) or clamp the segment size on the router: nft add rule inet filter forward tcp flags syn tcp option maxseg size set rt mtu. And let ICMP "fragmentation needed" and "packet too big" through the firewalls.',
  needsRoot: true,
};
