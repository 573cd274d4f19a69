import type { Question } from '../net/question.js';
import type { HookName } from './hooks.js';
import type { Leg } from './leg.js';
import { ctState } from './numbers.js';
import { IPPROTO, NO_PROTOCOL, type Packet } from './packet.js';
import { join, legOf, passAll, type Scene } from './pass.js';
import { fromBridge, toBridge } from './path.js';
import { roadsOf } from './routing.js';
import { addressNumber } from './value.js';
import type { WalkFacts } from './walk.js';

/** ICMPv6 neighbour solicitation and advertisement (RFC 4861). */
const SOLICIT = 135;
const ADVERTISE = 136;
const SOLICITED_NODE = 0xff02_0000_0000_0000_0000_0001_ff00_0000n;

/** How a neighbour finds this machine: its question as it comes in, and the answer as it goes out. */
export interface Discovery {
  readonly question: Leg;
  readonly answer: Leg;
}

/** The multicast group that an IPv6 address is asked for by (RFC 4291, 2.7.1). */
const groupOf = (address: bigint): bigint => SOLICITED_NODE | (address & 0xff_ffffn);

interface Ask {
  readonly client: number | bigint;
  readonly own: number | bigint;
  readonly device: string;
}

function packet({ client, own, device }: Ask, answers: boolean): Packet {
  const v6 = typeof own === 'bigint';
  const goal = v6 && !answers ? groupOf(own) : answers ? client : own;
  const ends = { source: answers ? own : client, sourcePort: 0, destination: goal, destinationPort: 0 };
  return {
    family: v6 ? 6 : 4,
    protocol: v6 ? IPPROTO.icmpv6 : NO_PROTOCOL,
    arp: v6 ? null : answers ? 'reply' : 'request',
    ends,
    // What answers goes back to whoever asked.
    original: answers ? { ...ends, source: client, destination: own } : ends,
    tcpFlags: 0,
    icmpType: v6 ? (answers ? ADVERTISE : SOLICIT) : null,
    data: undefined,
    length: { lo: 28, hi: 72 },
    input: answers ? '' : device,
    output: answers ? device : '',
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
    uid: answers ? undefined : null,
    gid: answers ? undefined : null,
  };
}

const hooks: Readonly<Record<'in' | 'out', Readonly<Record<4 | 6, readonly HookName[]>>>> = {
  in: { 4: ['ingress', 'input'], 6: ['ingress', 'prerouting', 'input'] },
  out: { 4: ['output', 'egress'], 6: ['output', 'postrouting', 'egress'] },
};

/** What the rules do with ARP or neighbour discovery between the client and this machine; undefined where none is needed. */
export function discover(
  facts: WalkFacts,
  { vantage, address, family, local }: Question,
): Discovery | undefined {
  const own = addressNumber(address.split('%')[0]!);
  const client = vantage.source === null ? undefined : addressNumber(vantage.source.split('%')[0]!);
  const device = vantage.input;
  if (!local || own === undefined || client === undefined || !device || device === 'lo') return undefined;
  const scene: Scene = {
    rules: facts.firewall,
    roads: roadsOf(facts.interfaces, facts.routes),
    limits: facts.limits,
  };
  const bridged = fromBridge(scene, packet({ client, own, device }, false));
  const heard = passAll(scene, hooks.in[family], bridged.branches);
  const start = { packet: packet({ client, own, device }, true), doubts: [] };
  const sent = passAll(scene, hooks.out[family], [start]);
  const left = toBridge(scene, sent.branches);
  return {
    question: legOf({ ...join([bridged, heard]), branches: heard.branches }),
    answer: legOf({ ...join([sent, left]), branches: left.branches }),
  };
}
