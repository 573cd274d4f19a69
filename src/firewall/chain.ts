import type { Chain, FirewallRules, Rule, Table } from '../facts/firewall/types.js';
import type { Branch, End, Site } from './branch.js';
import { candidates } from './candidates.js';
import { decide } from './decide.js';
import type { SetNamed } from './ipset.js';
import { chainNamed, setsOf } from './named.js';
import { copyOf, type Packet } from './packet.js';
import type { Roads } from './routing.js';
import type { Doubt, Verdict } from './verdict.js';

/** Rules that one base chain may cost, jumps included, before the rest is given up as a doubt. */
const MOST_RULES = 100_000;
/** Ways in which one base chain may end, and doubts on one of them: nobody decides between more. */
const MOST_ENDS = 1000;
const MOST_DOUBTS = 100;
const DEEPEST = 32;

const tooMany: Doubt = { kind: 'extension', says: 'more rules than are looked at' };

interface Run {
  readonly roads: Roads;
  readonly sets: SetNamed;
  readonly table: Table;
  readonly ends: End[];
  /** Where the base chain was left by `goto` or `return`. */
  left: Site | undefined;
  budget: number;
}

/** Adds what is doubtful too, each doubt once. */
function doubted(branch: Branch, doubts: readonly Doubt[]): void {
  const more = doubts.filter(doubt => !branch.doubts.includes(doubt));
  if (more.length > 0 && branch.doubts.length < MOST_DOUBTS) branch.doubts = [...branch.doubts, ...more];
}

interface Frame {
  readonly chain: Chain;
  readonly through: readonly Site[];
  readonly sure: boolean;
}

function end(
  run: Run,
  verdict: End['verdict'],
  branch: Branch,
  site: Site,
  frame: Frame,
  more: Partial<End> = {},
): void {
  run.ends.push({
    verdict,
    how: null,
    packet: copyOf(branch.packet),
    site,
    through: frame.through,
    doubts: branch.doubts,
    rewrote: false,
    ...more,
  });
}

/** Applies an address mapping to a copy of the packet and ends the base chain with it; false where it does not apply. */
function map(
  run: Run,
  verdict: Verdict & { kind: 'nat' },
  branch: Branch,
  site: Site,
  frame: Frame,
): boolean {
  const packet = copyOf(branch.packet);
  const done = verdict.rewrite(packet, run.roads);
  if (done === false) return false;
  packet.mapped[verdict.side] = true;
  const doubts = done === true ? branch.doubts : [...branch.doubts, done];
  end(run, 'accept', { packet, doubts }, site, frame, { rewrote: verdict.side === 'destination' });
  return true;
}

type Flow = 'next' | 'ended' | 'left';

/** Carries one verdict out. `next`: the following rule may be reached; `left`: the chain is left without a decision. */
function apply(run: Run, verdict: Verdict, branch: Branch, site: Site, frame: Frame): Flow {
  switch (verdict.kind) {
    case 'accept':
    case 'drop':
      end(run, verdict.kind, branch, site, frame);
      return 'ended';
    case 'reject':
      end(run, 'reject', branch, site, frame, { how: verdict.how });
      return 'ended';
    case 'nat':
      return map(run, verdict, branch, site, frame) ? 'ended' : 'next';
    case 'one of':
      return deal(run, verdict.of, branch, site, frame);
    case 'unknown':
      doubted(branch, [verdict.doubt]);
      end(run, 'drop', branch, site, frame);
      end(run, 'accept', branch, site, frame);
      return 'next';
    case 'return':
    case 'continue':
      return verdict.kind === 'return' ? 'left' : 'next';
    case 'jump':
    case 'goto': {
      const target = chainNamed(run.table, verdict.target);
      const falls =
        !target ||
        runChain(run, { chain: target, through: [...frame.through, site], sure: frame.sure }, branch);
      if (!falls) return 'ended';
      return verdict.kind === 'goto' ? 'left' : 'next';
    }
  }
}

/** Follows each of several verdicts of which one is meant, every one with a packet of its own. */
function deal(
  run: Run,
  ways: (Verdict & { kind: 'one of' })['of'],
  branch: Branch,
  site: Site,
  frame: Frame,
): Flow {
  // As usual is as most of the packets go.
  const met = branch.packet.usual ? ways.slice(0, 1) : ways;
  const flows = met.map(({ verdict, doubt }) => {
    const own: Branch = { packet: copyOf(branch.packet), doubts: branch.doubts };
    if (met.length > 1) doubted(own, [doubt]);
    return apply(run, verdict, own, site, frame);
  });
  return flows.find(flow => flow === 'next') ?? flows.find(flow => flow === 'left') ?? 'ended';
}

/** Leaves the rest of a chain unread, once: what is not looked at may drop. */
function giveUp(run: Run, frame: Frame, branch: Branch, rule: Rule): void {
  if (branch.doubts.includes(tooMany)) return;
  branch.doubts = [...branch.doubts, tooMany];
  end(run, 'drop', branch, { table: run.table, chain: frame.chain, rule }, frame);
}

/** What a rule did to the packet that may be its end later is put down to it. */
function sign(packet: Packet, by: Site & { readonly rule: Rule }): void {
  if (packet.hops?.by === null) packet.hops = { ...packet.hops, by };
  if (packet.apart?.by === null) packet.apart = { by };
}

/** Walks the rules of a chain; true where its end may be reached without a decision. */
function runChain(run: Run, frame: Frame, branch: Branch): boolean {
  const { chain } = frame;
  if (frame.through.length > DEEPEST) return true;
  let mayLeave = false;
  for (const rule of candidates(chain.rules, branch.packet)) {
    if (run.budget-- <= 0 || run.ends.length >= MOST_ENDS) {
      giveUp(run, frame, branch, rule);
      return true;
    }
    const decision = decide(run, rule, branch.packet, frame.sure);
    const site = { table: run.table, chain, rule };
    sign(branch.packet, site);
    if (!decision) continue;
    const inner = { ...frame, sure: frame.sure && decision.sure };
    doubted(branch, decision.doubts);
    let left = false;
    let next = false;
    for (const verdict of decision.verdicts) {
      const flow = apply(run, verdict, branch, site, inner);
      left ||= flow === 'left';
      next ||= flow === 'next';
    }
    if (left && decision.sure && frame.through.length === 0) run.left = site;
    if (left) mayLeave = true;
    if (decision.sure && !next) return mayLeave;
  }
  return true;
}

/** Runs a packet through a base chain and returns every way in which it may end; one way where nothing is in doubt. */
export function runBaseChain(
  rules: FirewallRules,
  table: Table,
  chain: Chain,
  branch: Branch,
  roads: Roads,
): readonly End[] {
  const run: Run = {
    roads,
    sets: setsOf(rules, table),
    table,
    ends: [],
    left: undefined,
    budget: MOST_RULES,
  };
  const own: Branch = { packet: copyOf(branch.packet), doubts: branch.doubts };
  const frame: Frame = { chain, through: [], sure: true };
  if (runChain(run, frame, own)) {
    const through = run.left ? [run.left] : [];
    end(run, chain.hook?.policy ?? 'accept', own, { table, chain, rule: null }, { ...frame, through });
  }
  return run.ends;
}
