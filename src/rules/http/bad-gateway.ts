import { type Fact, valueIn } from '../../facts/fact.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Passing } from '../../facts/upstreams/types.js';
import { upstreamName } from '../../programs/upstream.js';
import { defineRule, type Evidence, type Finding } from '../rule.js';
import { advice, finding, statusOf, strictly, told } from '../talk.js';
import { ownersOf } from './owner.js';
import { type Answered, answered } from './status.js';
import { faultOf, type UpstreamFault } from './upstream-faults.js';
import { upstreamFixes } from './upstream-fixes.js';

/** A proxy's own words for having nobody to ask. */
const nobodyToAsk = /No server is available to handle this request|Bad Gateway|Gateway Time-?out|upstream/i;

const noted = (logged: Passing['logged']): readonly Evidence[] =>
  logged
    ? [{ fact: 'upstreams', says: `Its error log says: ${logged.line.slice(0, 240)}`, source: logged.path }]
    : [];

/** The upstream that is to blame: the one that the error log names, or else the first that does not work. */
function blamed(faults: readonly UpstreamFault[], logged: Passing['logged']): UpstreamFault | undefined {
  return faults.find(({ state }) => logged?.line.includes(upstreamName(state.upstream))) ?? faults[0];
}

/** The proxy says itself that it cannot get on, but where to is not to be seen from here. */
function withoutUpstream(
  { talk, answer }: Answered,
  proxy: string,
  logged: Passing['logged'],
): Finding | undefined {
  const says = /upstream: "([^"]+)"/.exec(logged?.line ?? '')?.[1];
  if (answer.status === 503 && !nobodyToAsk.test(answer.body) && !logged) return undefined;
  return finding(
    strictly(talk, 'error', 'warning'),
    `${proxy} is a proxy that cannot get an answer from the application behind it${says ? ` (${says})` : ''}: ${statusOf(answer)}.`,
    'application behind the proxy',
    [told(talk.end, `${statusOf(answer)} from ${proxy}`), ...noted(logged)],
    {
      fixes: [
        advice(
          'Look at the application behind the proxy',
          "The proxy's configuration says where it passes requests on to (proxy_pass, ProxyPass, server, reverse_proxy), and its error log why that fails.",
          true,
        ),
      ],
      outcome: talk.url ? 'http-error' : 'ok',
    },
  );
}

/** How the fault was seen. */
function evidenceOf({ state, says }: UpstreamFault): readonly Evidence[] {
  const { upstream, socket, probes } = state;
  const tried: readonly Conversation[] = probes.flatMap(({ conversations }) => conversations.slice(0, 1));
  return [
    {
      fact: 'upstreams',
      says: `It passes requests on: ${upstream.text}`,
      source: `${upstream.file}:${upstream.line}`,
    },
    {
      fact: 'upstreams',
      says: says.charAt(0).toUpperCase() + says.slice(1),
      source: socket
        ? `stat ${socket.path}`
        : tried[0]
          ? 'connections from here'
          : `connect() to ${upstreamName(upstream)}`,
    },
  ];
}

/** 502, 503 or 504 of a proxy, because of the application behind it. */
export const rule = defineRule({
  code: 'http/bad-gateway',
  needs: ['probes', 'upstreams'],
  mayUse: ['configuration', 'sockets', 'owners', 'processes'],
  check({ probes, upstreams, configuration, sockets, owners, processes }, question) {
    const found = answered(probes, question, status => [502, 503, 504].includes(status));
    const { proxy, logged } = upstreams;
    if (!found || proxy === null) return undefined;
    const { talk, answer } = found;
    const faults = upstreams.upstreams.flatMap(state => faultOf(state) ?? []);
    const fault = blamed(faults, logged);
    // Upstreams that all work: a 503 is then what the application itself says.
    if (!fault)
      return upstreams.upstreams.length > 0 && answer.status === 503
        ? undefined
        : withoutUpstream(found, proxy, logged);
    const holders: readonly Process[] = ownersOf(question, sockets, owners, processes);
    const master = holders.find(({ pid }) => holders.some(({ parent }) => parent === pid)) ?? holders[0];
    const name = upstreamName(fault.state.upstream);
    const whom = fault.says.includes(name) ? '' : ` (${name})`;
    const late = answer.status === 504 ? ' in time' : '';
    return finding(
      strictly(talk, 'error', 'warning'),
      `${proxy} works, but gets no answer${late} from the application behind it${whom}: ${fault.says}.`,
      `${name} behind ${proxy}`,
      [told(talk.end, `${statusOf(answer)} from ${proxy}`), ...evidenceOf(fault), ...noted(logged)],
      {
        fixes: upstreamFixes(fault, { files: filesIn(configuration), master }),
        outcome: talk.url ? 'http-error' : 'ok',
      },
    );
  },
});

const filesIn = <T>(fact: Fact<readonly T[]>): readonly T[] => valueIn(fact) ?? [];
