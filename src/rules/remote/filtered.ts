import { known, valueIn } from '../../facts/fact.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { Neighbour } from '../../facts/routes/types.js';
import { inPrefix, within } from '../../net/prefix.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { commandLine } from '../../programs/shell.js';
import { programOn } from '../firewall/unread.js';
import { defineRule, type Finding, unchecked } from '../rule.js';
import { at } from '../serving.js';
import { advice } from '../talk.js';
import {
  attempt,
  type Elsewhere,
  elsewhere,
  neighbourEvidence,
  neighbourSilent,
  ownDoing,
  routeEvidence,
  unlessOwnRule,
} from './elsewhere.js';
import { overlaySaid } from './overlay.js';
import { foreignSource } from './source.js';
import { unmasqueraded } from './unmasqueraded.js';

/** No answer at all, though the way there is open as far as this machine can see. */
export const rule = defineRule({
  code: 'remote/filtered',
  needs: ['probes'],
  mayUse: ['routes', 'interfaces', 'firewall', 'limits', 'sockets', 'namespaces'],
  gate: true,
  explainedBy: [...ownDoing, 'remote/host-down', 'remote/loss'],
  check({ probes, routes, interfaces, ...rest }, question) {
    const found = elsewhere(probes, routes, interfaces, question);
    if (found?.probe.outcome !== 'timeout' || neighbourSilent(found)) return undefined;
    const { probe, onLink, route } = found;
    if (question.protocol === 'udp')
      return unchecked(
        `no answer in ${(probe.ms / 1000).toFixed(1)} s, which over UDP may be a packet dropped, or a server that had nothing to say`,
      );
    const others = probes.filter(
      ({ address, outcome, port }) =>
        address === probe.address && port !== probe.port && outcome !== 'timeout',
    );
    const up = others[0] ? ` It does answer on port ${others[0].port}.` : aboutNeighbour(found);
    const seen = { ...rest, probes: known(probes, 'probes'), routes, interfaces };
    const foreign = foreignSource(seen, question);
    if (foreign !== undefined) return answeredElsewhere(found, foreign);
    const bare = unmasqueraded({ ...seen, namespaces: rest.namespaces }, question);
    const byHand = isByHand(found);
    const who = onLink
      ? `a firewall on ${probe.address} drops the packets, or its server takes no more connections (its queue is full)`
      : `a firewall on the way or on ${probe.address} drops the packets, or no machine has that address`;
    const counted = question.family === 4 && rest.limits.status !== 'unknown';
    const here = `${orHere(valueIn(interfaces) ?? [], route?.device)}${counted ? '' : unlessOwnRule(rest.firewall, 'dropping')}`;
    const mail = probe.port === 25 ? ' Many providers block port 25 on the way out.' : '';
    return {
      severity: 'error',
      summary: `No answer at all from ${at(probe.address, probe.port)}: ${who}${byHand ? ', or they never get there' : ''}.${up}${bare ? ` ${bare.summary}` : ''}${sourceSaid(found, valueIn(interfaces) ?? [])}${here}${mail}`,
      says: 'no answer',
      evidence: [
        attempt(probe, `No answer within ${(probe.ms / 1000).toFixed(1)} s`),
        ...routeEvidence(found),
        ...neighbourEvidence(found),
        ...(bare?.evidence ?? []),
      ],
      fixes: [
        ...(bare?.fixes ?? []),
        ...(byHand ? [forget(byHand)] : []),
        advice(
          'Look at the other end',
          `Run netcheck why ${probe.port} on ${probe.address}; in a cloud, look at its security group.${route?.gateway ? ` The way leads through ${route.gateway}.` : ''}${probe.port === 25 ? ' Send mail through port 587 of a relay instead.' : ''}`,
        ),
      ],
      outcome: 'timeout',
    };
  },
});

/** The addresses that the internet routes, and those of a site or a cable alone, of which it knows nothing (RFC 4291, RFC 4193). */
const isGlobal = within('2000::/3');
const isUnrouted = within('fc00::/7', 'fe80::/10');

/** The route gives packets a source that none can answer, or one of another interface, or of no network that a target beside us is on; as a sentence of its own. */
function sourceSaid({ route, probe, onLink }: Elsewhere, interfaces: readonly Interface[]): string {
  const own = interfaces
    .flatMap(({ name, addresses }) => addresses.map(each => ({ ...each, holder: name })))
    .find(({ address }) => address === route?.source);
  if (!own) return '';
  if (isUnrouted(own.address) && isGlobal(probe.address))
    return ` Packets leave with the source ${own.address}, to which the internet has no way back, unless a router translates it (NAT66): else this machine needs a global IPv6 address.`;
  // DHCPv6 gives an address of no network where every neighbour knows the way back all the same.
  const beside = onLink && own.family === 4 && !inPrefix(probe.address, `${own.address}/${own.prefix}`);
  if (own.holder === route?.device && !beside) return '';
  const whose = own.holder === route?.device ? `/${own.prefix}` : `, an address of ${own.holder}`;
  return ` Packets leave with the source ${own.address}${whose}: the answer is lost where ${probe.address} knows no way back to that one.`;
}

/** What on this machine may have dropped it all the same, as a sentence of its own. */
function orHere(interfaces: readonly Interface[], device: string | null | undefined): string {
  const program = programOn(interfaces, device, 'egress') ?? programOn(interfaces, device, 'ingress');
  const dropped = program ? ` Or it was dropped here: ${program}, and what it drops cannot be read.` : '';
  return `${overlaySaid(device, interfaces)}${dropped}`;
}

/** This machine's own NAT rules give the connection a source to which no answer comes back here. */
const answeredElsewhere = (found: Elsewhere, source: string): Finding => ({
  severity: 'error',
  summary: `No answer at all from ${at(found.probe.address, found.probe.port)}: a NAT rule of this machine sends the connection from ${source}, which is none of its addresses, so the answers go to whoever has that one.`,
  says: `answers go to ${source}`,
  evidence: [
    attempt(found.probe, `No answer within ${(found.probe.ms / 1000).toFixed(1)} s`),
    {
      fact: 'firewall',
      says: `the connection leaves with the source ${source}, and no interface has it`,
      source: "this machine's postrouting rules",
    },
    ...routeEvidence(found),
  ],
  fixes: [
    {
      title: 'Let the NAT rule use an address of this machine',
      text: `Find it with "nft list ruleset" or "iptables -t nat -S POSTROUTING": masquerade takes the interface's own address, or snat to one of them.`,
      needsRoot: true,
    },
  ],
  outcome: 'timeout',
});

/** An entry that somebody set by hand is never asked for again, and proves nothing about the machine. An overlay has no others. */
const isByHand = ({ route, hop, carried }: Elsewhere): Neighbour | undefined =>
  route && hop?.state === 'permanent' && !carried ? hop : undefined;

const aboutNeighbour = (found: Elsewhere): string => {
  const byHand = isByHand(found);
  if (byHand)
    return ` Packets to ${found.onLink ? 'it' : `its gateway ${byHand.address}`} go to ${byHand.hardwareAddress}, which was set by hand on ${byHand.device}: where the other card has another address, nothing arrives.`;
  return found.onLink && found.neighbour && !found.carried
    ? ' The machine is there: it answers on the local network.'
    : '';
};

const forget = ({ address, device }: Neighbour): Fix => ({
  title: 'Let this machine ask for the link address again',
  steps: [{ do: 'run', command: commandLine(['ip', 'neigh', 'del', address, 'dev', device]) }],
  risk: 'Somebody set it by hand, perhaps against forged answers.',
  needsRoot: true,
});
