import type { Question } from '../net/question.js';
import type { HookName } from './hooks.js';
import type { Leg } from './leg.js';
import { ctState } from './numbers.js';
import { ADVERTISE, IPPROTO, NO_PROTOCOL, type Packet, SOLICIT } from './packet.js';
import { join, legOf, passAll, type Scene } from './pass.js';
import { fromBridge, toBridge } from './path.js';
import { roadsOf } from './routing.js';
import { addressNumber } from './value.js';
import type { WalkFacts } from './walk.js';

const SOLICITED_NODE = 0xff02_0000_0000_0000_0000_0001_ff00_0000n;

/** How one end of a cable finds the other: the question, and the answer to it. */
export interface Discovery {
  readonly question: Leg;
  readonly answer: Leg;
}

/** The multicast group that an IPv6 address is asked for by (RFC 4291, 2.7.1). */
const groupOf = (address: bigint): bigint => SOLICITED_NODE | (address & 0xff_ffffn);

/** Who looks for whom, by which of this machine's cards; `ours`: this machine looks for the other. */
interface Search {
  readonly asker: number | bigint;
  readonly asked: number | bigint;
  readonly device: string;
  readonly ours: boolean;
}

function packet({ asker, asked, device, ours }: Search, answers: boolean): Packet {
  const v6 = typeof asked === 'bigint';
  const goal = v6 && !answers ? groupOf(asked) : answers ? asker : asked;
  const ends = { source: answers ? asked : asker, sourcePort: 0, destination: goal, destinationPort: 0 };
  const leaves = ours !== answers;
  return {
    family: v6 ? 6 : 4,
    protocol: v6 ? IPPROTO.icmpv6 : NO_PROTOCOL,
    arp: v6 ? null : answers ? 'reply' : 'request',
    ends,
    // What answers goes back to whoever asked.
    original: answers ? { ...ends, source: asker, destination: asked } : ends,
    tcpFlags: 0,
    icmpType: v6 ? (answers ? ADVERTISE : SOLICIT) : null,
    data: undefined,
    length: { lo: 28, hi: 72 },
    input: leaves ? '' : device,
    output: leaves ? device : '',
    // The connection tracking takes no notice of these packets.
    connection: ctState.untracked,
    state: ctState.untracked,
    status: 0,
    reply: answers,
    goal: null,
    tracked: false,
    attached: false,
    mapped: { destination: true, source: true },
    mark: 0,
    connectionMark: 0,
    zone: 0,
    usual: true,
    uid: leaves ? undefined : null,
    gid: leaves ? undefined : null,
  };
}

const hooks: Readonly<Record<'in' | 'out', Readonly<Record<4 | 6, readonly HookName[]>>>> = {
  in: { 4: ['ingress', 'input'], 6: ['ingress', 'prerouting', 'input'] },
  out: { 4: ['output', 'egress'], 6: ['output', 'postrouting', 'egress'] },
};

function arrive(scene: Scene, coming: Packet): Leg {
  const bridged = fromBridge(scene, coming);
  const heard = passAll(scene, hooks.in[coming.family], bridged.branches);
  return legOf({ ...join([bridged, heard]), branches: heard.branches });
}

function leave(scene: Scene, going: Packet): Leg {
  const sent = passAll(scene, hooks.out[going.family], [{ packet: going, doubts: [] }]);
  const left = toBridge(scene, sent.branches);
  return legOf({ ...join([sent, left]), branches: left.branches });
}

const numberOf = (address: string) => addressNumber(address.split('%')[0]!);

/** What the rules do with ARP or neighbour discovery by that card, from the one address for the other. */
function search(
  facts: WalkFacts,
  from: string,
  to: string,
  device: string,
  ours: boolean,
): Discovery | undefined {
  const asker = numberOf(from);
  const asked = numberOf(to);
  if (asker === undefined || asked === undefined || device === 'lo') return undefined;
  const scene: Scene = {
    rules: facts.firewall,
    roads: roadsOf(facts.interfaces, facts.routes),
    limits: facts.limits,
  };
  const [question, answer] = [false, true].map(answers => packet({ asker, asked, device, ours }, answers));
  return ours
    ? { question: leave(scene, question!), answer: arrive(scene, answer!) }
    : { question: arrive(scene, question!), answer: leave(scene, answer!) };
}

/** What the rules do with ARP or neighbour discovery between the client and this machine; undefined where none is needed. */
export function discover(facts: WalkFacts, { vantage, address, local }: Question): Discovery | undefined {
  const { source, input } = vantage;
  return local && source !== null && input ? search(facts, source, address, input, false) : undefined;
}

/** The same where this machine looks for another, by the card that its packets leave by. */
export const discoverThere = (
  facts: WalkFacts,
  { source, device, hop }: { source: string; device: string; hop: string },
): Discovery | undefined => search(facts, source, hop, device, true);
