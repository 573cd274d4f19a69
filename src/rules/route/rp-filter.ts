import { known, valueIn } from '../../facts/fact.js';
import { holderOf } from '../../facts/interfaces/clients.js';
import { isInner } from '../../facts/interfaces/networks.js';
import { isTunnel } from '../../facts/interfaces/tunnels.js';
import type { Interface } from '../../facts/interfaces/types.js';
import type { RouteLookup, Routing } from '../../facts/routes/types.js';
import { comesHere, type Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { isJudged, judge, type WalkSeen } from '../firewall/judged.js';
import { defineRule, type Evidence, type Finding, type Unchecked, unchecked } from '../rule.js';
import { comesByTheOther, isHeard, isHeardThere, routeBack } from './back.js';
import { isEmpty } from './overlap.js';
import { filteredAnswers } from './rp-answers.js';
import { filteredInside } from './rp-inside.js';
import { evidenceOf, silentOn, wayBack, wayIn } from './way.js';

const STRICT = 1;

/**
 * Found where the kernel would drop the client's packets on arrival: the effective rp_filter (the larger of `all` and
 * the interface's) is strict and the way back leaves by another interface, or there is no way back at all.
 * Found too where it drops the answers that this machine's own connection gets.
 * net/ipv4/fib_frontend.c, __fib_validate_source; IPv4 only.
 */
export const rule = defineRule({
  code: 'route/rp-filter',
  needs: ['routes', 'interfaces'],
  mayUse: ['limits', 'firewall', 'probes', 'sockets', 'namespaces'],
  gate: true,
  through: true,
  explainedBy: [
    'route/no-return-route',
    'route/blackhole',
    'route/subnet-overlap',
    'interface/down',
    'interface/no-address',
  ],
  check: (seen, question) =>
    filteredHere(seen, question) ??
    filteredByRouter(seen, question) ??
    filteredAnswers(seen, question) ??
    filteredInside({ ...seen, routes: known(seen.routes, 'rtnetlink') }, question),
});

type Seen = Omit<WalkSeen, 'routes'> & { readonly routes: Routing };

/**
 * The mark of the answers is nothing that is known of a packet as it comes in: the kernel looks for the way back without
 * it. Of one that comes in marked it takes its own mark, where src_valid_mark says so (IN_DEV_SRC_VMARK).
 */
function asItComesIn(seen: Seen, question: Question): Routing {
  const { routes } = seen;
  const unmarked = { ...routes, lookups: routes.lookups.filter(({ mark }) => mark === 0) };
  const { all, [question.vantage.input ?? '']: own } = routes.sourceValidMark ?? {};
  if (!all && !own) return unmarked;
  const judged = judge({ ...seen, routes: known(routes, 'rtnetlink') }, question);
  return isJudged(judged) && judged.walk.markIn === null ? unmarked : routes;
}

function filteredHere(seen: Seen, question: Question): Finding | Unchecked | undefined {
  const { routes, interfaces, limits } = seen;
  const { source, input, kind } = question.vantage;
  if (kind === 'self' || question.family !== 4 || input === null || !comesHere(question)) return undefined;
  // A tunnel's /32 has room for nobody else: no client is known that could be dropped.
  if (source === null) return undefined;
  const own = routes.reversePathFilter[input];
  const all = routes.reversePathFilter.all;
  if (own === undefined && all === undefined) return unchecked(`rp_filter of ${input} could not be read`);
  const mode = Math.max(own ?? 0, all ?? 0);
  if (mode === 0) return undefined;
  const back = wayBack(asItComesIn(seen, question), question);
  if (!back) return unchecked(`the way back to ${source} was not looked up`);
  if (!drops(mode, back, wayIn(routes, question), input)) return undefined;
  const counter = valueIn(limits)?.counters.after.IPReversePathFilter;
  if (isHeardThere(back, question.vantage, routes, interfaces))
    return counter !== 0
      ? unchecked(
          `${source} was heard of on ${back.device}, and would be dropped where it comes in by ${input} (rp_filter): which way it comes, ip route get ${question.address} tells there`,
        )
      : undefined;
  if (counter === 0 && comesByTheOther(back, question.vantage, routes, interfaces)) return undefined;
  if (counter === 0 && isHopHeard(back, question, routes))
    return unchecked(
      `${source} would be dropped where it comes in by ${input} (rp_filter), and nothing has been dropped so far: ask by the address that it asks for, which may be that of ${back.device}`,
    );
  const leaves = back.error ? 'there is no way back to it' : `the way back to it is ${back.device}`;
  return {
    severity: 'error',
    summary: `The kernel drops packets from ${source} as they come in by ${input}, because ${leaves} (rp_filter is ${mode}, ${mode === STRICT ? 'strict' : 'loose'}).`,
    says: `rp_filter drops ${source}`,
    outcome: 'timeout',
    evidence: [setting(input, own, all), evidenceOf(back), ...counted(counter)],
    fixes: [
      routeBack(source, input, routes, interfaces),
      ...loosening(mode, back, routes, input, interfaces),
    ],
  };
}

/**
 * Whoever is on the network of one interface and asks for the address of another comes in there by a router, unless this
 * machine is that router or the client was told otherwise: which it is, nobody can tell from here.
 */
function filteredByRouter({ routes, interfaces, limits }: Seen, question: Question): Unchecked | undefined {
  const { vantage, target, address, family } = question;
  const holder = holderOf(address, interfaces)?.name;
  if (vantage.kind !== 'address' || vantage.input === null || target.host === null || family !== 4)
    return undefined;
  if (holder === undefined || holder === vantage.input || valueIn(limits)?.ipForward !== false)
    return undefined;
  const { all = 0, [holder]: own = 0 } = routes.reversePathFilter;
  return Math.max(all, own) === STRICT && wayBack(routes, question)?.device === vantage.input
    ? unchecked(
        `${vantage.source} is on the network of ${vantage.input}: if what it sends to ${address} comes in by ${holder}, through a router, it is dropped there (rp_filter is strict); let it ask by this machine's address on ${vantage.input}`,
      )
    : undefined;
}

/** The router that the way back leads to is there, and the client may come by it: which address it asks for was not said. */
const isHopHeard = (
  { gateway, device }: RouteLookup,
  { vantage, target }: Question,
  routes: Routing,
): boolean =>
  vantage.kind === 'address' && target.host === null && gateway !== null && isHeard(routes, gateway, device);

/** The kernel's own verdict on the incoming packet counts for more than what was worked out. */
function drops(mode: number, back: RouteLookup, arriving: RouteLookup | undefined, input: string): boolean {
  if (arriving && arriving.error === null) return false;
  if (arriving?.error === 'EXDEV') return true;
  return back.error !== null || (mode === STRICT && back.device !== input);
}

const setting = (input: string, own: number | undefined, all: number | undefined): Evidence => ({
  fact: 'routes',
  says: `rp_filter is ${own ?? 'unknown'} on ${input} and ${all ?? 'unknown'} for all; the larger one counts`,
  source: `/proc/sys/net/ipv4/conf/${input}/rp_filter`,
});

const counted = (count = 0): Evidence[] =>
  count > 0
    ? [
        {
          fact: 'limits',
          says: `Reverse-path filtering has dropped ${count} packets since this machine started`,
          source: '/proc/net/netstat (IPReversePathFilter)',
        },
      ]
    : [];

/**
 * Loose mode lets the packets in; the reply then leaves by the other interface, where it may be lost. A tunnel, a network
 * of containers and an interface without a link lose it for certain, and a cable that the client was never heard of on
 * most likely; a router that was never heard of may.
 */
function loosening(
  mode: number,
  back: RouteLookup,
  routing: Routing,
  input: string,
  interfaces: readonly Interface[],
): readonly Fix[] {
  const by = interfaces.find(({ name }) => name === back.device);
  const lost =
    isTunnel(back.device, interfaces) || (by && (isInner(by, interfaces) || isEmpty(by, interfaces)));
  if (mode !== STRICT || back.error || !back.device || lost) return [];
  const hop = back.gateway ?? back.to;
  const heard = isHeard(routing, hop, back.device);
  if (silentOn(routing, hop, back.device) || (back.gateway === null && !heard)) return [];
  const command = `sysctl -w net.ipv4.conf.all.rp_filter=2 ${quoted(`net.ipv4.conf.${input.replaceAll('.', '/')}.rp_filter=2`)}`;
  const kept = `The replies then leave by ${back.device}. To keep it, write both settings into a file in /etc/sysctl.d.`;
  return [
    {
      title: 'Filter loosely: any way back will do',
      ...(heard
        ? { steps: [{ do: 'run', command }], text: kept }
        : {
            text: `  ${command}\n${kept} They are lost where ${hop} is not there: it has not been heard of.`,
          }),
      risk: 'Packets with forged source addresses are then let in from this interface.',
      needsRoot: true,
    },
  ];
}
