import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FirewallRules } from '../../src/facts/firewall/types.js';
import { rejectionSeen } from '../../src/firewall/client.js';
import type { Leg, Stop } from '../../src/firewall/leg.js';
import { type Walk, walk } from '../../src/firewall/walk.js';
import type { Question } from '../../src/net/question.js';
import { ground, iptablesRules, nftRules } from './generate.js';
import { type Ground, interfaces, makeGround, rulesOn, type Shot } from './ground.js';

const isRoot = process.getuid?.() === 0;
/** Rule sets of each kind; the environment asks for more (or for one: the first seed). */
const count = Number(process.env.NETCHECK_KERNEL_SETS ?? 16);
const firstSeed = Number(process.env.NETCHECK_KERNEL_SEED ?? 1);

const ports = [...ground.listening, ...ground.closed];
const shots: readonly Shot[] = [
  ...ports.flatMap(port =>
    ([4, 6] as const).flatMap(family =>
      ground.clients[family].map(
        (source): Shot => ({ from: 'client', family, source, destination: ground.server[family], port }),
      ),
    ),
  ),
  ...ports.flatMap(port =>
    ([4, 6] as const).flatMap(family =>
      [family === 4 ? '127.0.0.1' : '::1', ground.server[family]].map(
        (destination): Shot => ({ from: 'self', family, source: null, destination, port }),
      ),
    ),
  ),
];

function questionOf(shot: Shot): Question {
  const self = shot.from === 'self';
  return {
    target: {
      input: String(shot.port),
      kind: 'port',
      protocol: 'tcp',
      host: null,
      port: shot.port,
      scheme: null,
      path: null,
      pid: null,
      socketPath: null,
      program: null,
    },
    vantage: {
      kind: self ? 'self' : 'address',
      label: shot.from,
      source: shot.source,
      input: self ? null : 'fw1',
      network: null,
    },
    protocol: 'tcp',
    family: shot.family,
    address: shot.destination,
    port: shot.port,
    local: true,
  };
}

const isOpen = (port: number): boolean => (ground.listening as readonly number[]).includes(port);
const isCertain = (leg: Leg): boolean => leg.verdict === 'drop' || leg.verdict === 'reject';

/** What a client may see of places where a packet ends. */
const seenOf = (stops: readonly Stop[], family: 4 | 6): string[] =>
  stops.flatMap(stop => [
    ...(stop.heard === true ? [] : ['timeout']),
    ...(stop.verdict === 'reject' && stop.heard !== false
      ? [rejectionSeen(stop.how ?? '', family).errno]
      : []),
  ]);

/** What a client may see once its request has arrived. */
function answered(found: Walk, shot: Shot): string[] {
  const seen: string[] = [];
  const open = isOpen(found.destination.port);
  if (found.reply.verdict !== 'pass') seen.push('timeout');
  // A reset that is rejected in its turn makes an ICMP error about the client's own packet.
  if (found.reply.stops.some(stop => stop.verdict === 'reject' && stop.heard === false))
    seen.push('ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'EACCES');
  // A closed port answers with a reset, which rules about SYN-ACK do not stop.
  if (isCertain(found.reply)) return open ? seen : [...seen, 'ECONNREFUSED'];
  if (found.follow.verdict !== 'pass') seen.push('silent', 'timeout');
  // The reset of a closed port does not find its way back to ::1 from another address of this machine.
  if (!open && shot.from === 'self' && shot.family === 6 && found.rewrittenBy) seen.push('timeout');
  // The server speaks first, so that a client whose further packets are lost may hear it all the same.
  for (const { port } of [found.destination, ...found.otherwise])
    seen.push(isOpen(port) ? `ok ${port}` : 'ECONNREFUSED');
  return seen;
}

/** Everything that may be seen, by the walk. */
function expected(rules: FirewallRules, shot: Shot): readonly string[] {
  const found = walk({ firewall: rules, interfaces }, questionOf(shot));
  if (!found) return ['no walk'];
  // A lost answer or a later packet is sent again, and then meets the rules for connections that are known.
  const again = found.reply.verdict === 'pass' && found.follow.verdict === 'pass' ? [] : found.follow.stops;
  const stopped = seenOf([...found.stops, ...again], shot.family);
  return isCertain(found) ? stopped : [...stopped, ...answered(found, shot)];
}

interface Tally {
  sets: number;
  packets: number;
  maybe: number;
  seen: Record<string, number>;
  disagreements: string[];
}

const kinds = {
  nft: { program: 'nft', args: ['-f', '-'], rules: nftRules },
  'iptables-nft': {
    program: 'iptables-nft-restore',
    args: [],
    rules: (seed: number) => iptablesRules(seed, 4),
  },
  'ip6tables-nft': {
    program: 'ip6tables-nft-restore',
    args: [],
    rules: (seed: number) => iptablesRules(seed, 6),
  },
  'iptables-legacy': {
    program: 'iptables-legacy-restore',
    args: ['-w'],
    rules: (seed: number) => iptablesRules(seed, 4),
  },
  'ip6tables-legacy': {
    program: 'ip6tables-legacy-restore',
    args: ['-w'],
    rules: (seed: number) => iptablesRules(seed, 6),
  },
} as const;

async function judge(where: Ground, seed: number, rules: string, tally: Tally): Promise<void> {
  const facts = await rulesOn(where);
  const possible = shots.map(shot => expected(facts, shot));
  const results = await where.send(shots);
  // On a busy machine an answer may be late: what was not expected is asked once more.
  const odd = shots.filter((_, index) => !possible[index]!.includes(results[index]!));
  const again = await where.send(odd);
  for (const [index, shot] of odd.entries()) results[shots.indexOf(shot)] = again[index]!;
  tally.sets++;
  for (const [index, shot] of shots.entries()) {
    const seen = results[index]!;
    const may = possible[index]!;
    tally.packets++;
    tally.seen[seen] = (tally.seen[seen] ?? 0) + 1;
    if (new Set(may).size > 1) tally.maybe++;
    if (!may.includes(seen))
      tally.disagreements.push(
        `seed ${seed}: ${JSON.stringify(shot)} gave ${seen}, expected ${may.join(' or ')}\n${rules}`,
      );
  }
}

const title = 'the walk against the kernel (skipped without root: it needs namespaces)';

// Each on a ground of its own, and all at once: nearly all of the time goes by waiting for packets that are dropped.
describe.skipIf(!isRoot).concurrent(title, () => {
  it.for(Object.keys(kinds) as (keyof typeof kinds)[])(
    'agrees about every packet with %s',
    { timeout: 1_800_000 },
    async (kind, { onTestFinished }) => {
      const { program, args, rules } = kinds[kind];
      const where = await makeGround(kind);
      onTestFinished(() => where.close());
      if (!where.works(program, [...args])) {
        console.warn(`SKIPPED: ${program} does not work here (not installed, or not in this kernel)`);
        return;
      }
      const tally: Tally = { sets: 0, packets: 0, maybe: 0, seen: {}, disagreements: [] };
      for (let seed = firstSeed; seed < firstSeed + count; seed++) {
        where.clear();
        const text = rules(seed);
        try {
          where.load(program, [...args], text);
        } catch (error) {
          if (process.env.NETCHECK_KERNEL_REFUSED)
            console.log(
              `seed ${seed} refused: ${String((error as { stderr?: string }).stderr).slice(0, 300)}`,
            );
          continue;
        }
        await judge(where, seed, text, tally);
      }
      if (process.env.NETCHECK_KERNEL_LOG)
        writeFileSync(`${process.env.NETCHECK_KERNEL_LOG}.${kind}`, tally.disagreements.join('\n'));
      console.log(
        `${kind}: ${tally.sets} rule sets, ${tally.packets} packets, ${tally.maybe} maybe, ${JSON.stringify(tally.seen)}, disagreements ${tally.disagreements.length}`,
      );
      expect(tally.disagreements.slice(0, 3)).toEqual([]);
      expect(tally.sets).toBeGreaterThan(count / 4);
    },
  );
});
