import { known, valueIn } from '../../facts/fact.js';
import type { Limits } from '../../facts/limits/types.js';
import { here, type Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { isMade, probeOf } from '../probe.js';
import { defineRule, type Unchecked, unchecked } from '../rule.js';
import { isJudged, judge, WALK_FACTS, type WalkSeen } from './judged.js';

/** The kernel has no room for a new connection, and drops its first packet, coming in or going out (NF_DROP). */
export const isTableFull = ({ conntrack }: Limits): boolean =>
  !!conntrack && conntrack.limit > 0 && conntrack.used >= conntrack.limit;

/** From here on a busy hour fills the table. */
const NEARLY = 0.95;

/** Rules exempt the first packet and its answer (notrack), which then need no entry. */
function isExempt(seen: WalkSeen, question: Question): boolean {
  const judged = judge(seen, question);
  return isJudged(judged) && !judged.walk.tracked;
}

/**
 * This machine's own connection to the same place was made, and needed an entry as well: others still find room, or
 * nothing is tracked here any more and the entries are what was left. Whether it needed one, the rules tell.
 */
function hasRoom(seen: WalkSeen, question: Question): boolean | Unchecked {
  const own = { ...question, vantage: here };
  const probe = question.local ? probeOf(valueIn(seen.probes), own) : undefined;
  if (!probe || !isMade(probe)) return false;
  if (question.vantage.kind === 'self') return true;
  if (seen.firewall.status === 'unknown')
    return unchecked(
      `whether others find room in the connection tracking table, which is full (${seen.firewall.detail})`,
    );
  return !isExempt({ ...seen, probes: known([], '') }, own);
}

/** Found where the table of tracked connections has no room for a new one: the kernel then drops its first packet. */
export const rule = defineRule({
  code: 'firewall/conntrack-full',
  needs: ['interfaces'],
  mayUse: WALK_FACTS,
  through: true,
  check(seen, question) {
    if (seen.limits.status === 'unknown') return unchecked(seen.limits.detail);
    const limits = seen.limits.value;
    const { conntrack } = limits;
    if (!conntrack || conntrack.limit <= 0 || conntrack.used < conntrack.limit * NEARLY) return undefined;
    if (isExempt(seen, question)) return undefined;
    const full = isTableFull(limits);
    const room = full && hasRoom(seen, question);
    if (typeof room === 'object') return room;
    const drops = full && !room;
    return {
      severity: drops ? 'error' : 'warning',
      summary: `The connection tracking table ${full ? 'is full' : 'is nearly full'}: ${conntrack.used} of ${conntrack.limit} entries are used${drops ? `, and the first packet of every new connection to port ${question.port} is dropped` : full ? ', and connections get through all the same' : ''}.`,
      says: `connection tracking ${full ? 'full' : 'nearly full'}`,
      outcome: drops ? 'timeout' : 'ok',
      evidence: [
        {
          fact: 'limits',
          says: `nf_conntrack_count is ${conntrack.used}, nf_conntrack_max is ${conntrack.limit}`,
          source: '/proc/sys/net/netfilter/nf_conntrack_count',
        },
      ],
      fixes: [enlarge(conntrack)],
    };
  },
});

/** Makes room for four times as many: here, or where the limit of a container is kept. */
function enlarge({ limit, fixed }: NonNullable<Limits['conntrack']>): Fix {
  const setting = 'net.netfilter.nf_conntrack_max';
  const command = `sysctl -w ${setting}=${limit * 4}`;
  const lasting = `To keep it after a reboot, put "${setting} = ${limit * 4}" into a file in /etc/sysctl.d/`;
  const who = 'Then see who makes so many connections:\n  conntrack -L';
  const risk = 'Each entry takes about 300 bytes of kernel memory.';
  if (fixed)
    return {
      title: 'Make the table larger on the host: it cannot be done in this container or network namespace',
      text: `There, as root:\n  ${command}\n${lasting} there. ${who}`,
      risk,
      needsRoot: true,
    };
  return {
    title: 'Make the table larger',
    steps: [{ do: 'run', command }],
    text: `${lasting}. ${who}`,
    risk,
    needsRoot: true,
  };
}
