import type { Chain, Rule, Table } from '../facts/firewall/types.js';
import type { Packet } from './packet.js';
import type { Doubt } from './verdict.js';

/** A place in the rules; without a rule it is the chain's policy. */
export interface Site {
  readonly table: Table;
  readonly chain: Chain;
  readonly rule: Rule | null;
}

/** One way in which a base chain may end for a packet. */
export interface End {
  readonly verdict: 'accept' | 'drop' | 'reject';
  readonly how: string | null;
  readonly packet: Packet;
  readonly site: Site;
  /** The rules that led here, outermost first: jumps, and for a policy the rule by which the chain was left early. */
  readonly through: readonly Site[];
  readonly doubts: readonly Doubt[];
  /** The rule mapped the packet's destination. */
  readonly rewrote: boolean;
}

/** A packet with all that was doubtful on its way so far. */
export interface Branch {
  packet: Packet;
  doubts: readonly Doubt[];
}
