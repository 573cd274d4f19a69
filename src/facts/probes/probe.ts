import { afterRedirects } from './after-redirects.js';
import { firstCall } from './call.js';
import { connect } from './connect.js';
import { blank } from './converse.js';
import { dial, speak } from './dial.js';
import { nextCalls } from './follow-up.js';
import { hostHeader } from './http.js';
import type { Line } from './line.js';
import type { ProbePlan } from './plan.js';
import {
  addressesFor,
  type Destination,
  isHost,
  MOST_REDIRECTS,
  redirectedOrigin,
  redirectOf,
  urlOf,
} from './redirects.js';
import { repeatWhenLate } from './repeat.js';
import { inSmallSegments } from './small-segments.js';
import { askInTurn } from './turns.js';
import type { Conversation, Probe } from './types.js';

/** The place that the URL itself names: a password goes nowhere else (RFC 9110 section 15.4). */
const isOrigin = (to: Destination, { question, address, port }: ProbePlan): boolean =>
  to.scheme === question.manner && isHost(to.host, question.name ?? address) && to.port === port;

/** Follows redirects from the last of these conversations, to this machine and the target only, until one ends. */
async function follow(plan: ProbePlan, first: Conversation, deadline: number): Promise<Conversation[]> {
  const { question } = plan;
  const asked = { host: question.name ?? plan.address, address: plan.address, local: plan.local };
  const visited = new Set([urlOf(first)]);
  const said: Conversation[] = [];
  let last = first;
  while (said.length < MOST_REDIRECTS && performance.now() < deadline) {
    const to = redirectOf(last);
    if (to === null) break;
    const base = {
      ...blank(plan.address, to.port, to.scheme, 'redirect'),
      name: hostHeader(to.host, to.port, to.scheme),
      path: to.path,
    };
    if (visited.has(urlOf(base))) break;
    visited.add(urlOf(base));
    const found = await addressesFor(to, asked, question.own);
    if ('errno' in found) return [...said, { ...base, errno: found.errno }];
    last = await askOneOf(found.addresses, to, plan, redirectedOrigin(last, to), deadline);
    said.push(last);
  }
  return said;
}

/** Asks the first of the addresses that takes the connection, as browsers and curl do; else the last. */
async function askOneOf(
  addresses: readonly string[],
  to: Destination,
  plan: ProbePlan,
  origin: string | undefined,
  deadline: number,
): Promise<Conversation> {
  const { credentials } = isOrigin(to, plan) ? plan.question : {};
  const { upgrade } = plan.question;
  const call = {
    port: to.port,
    reason: 'redirect',
    how: to.scheme,
    host: to.host,
    path: to.path,
    ...(origin !== undefined && { origin }),
    ...(upgrade && { upgrade }),
    ...(credentials && { credentials }),
  } as const;
  const [address = plan.address, ...others] = addresses;
  const local = plan.local || address !== plan.address;
  const said = await dial({ ...call, address, local }, deadline);
  const more = said.outcome === 'failed' && others.length > 0 && performance.now() < deadline;
  return more ? askOneOf(others, to, plan, origin, deadline) : said;
}

/** Talks on the open connection, then as often as its answers ask for more. */
async function converse(plan: ProbePlan, line: Line, deadline: number): Promise<readonly Conversation[]> {
  const call = firstCall(plan, plan.question);
  const first = speak(line, call, deadline);
  const asked = plan.local ? undefined : inSmallSegments(call, first, deadline);
  const said = [await first];
  let calls = nextCalls(plan, said);
  while (calls.length > 0 && performance.now() < deadline) {
    said.push(...(await Promise.all(calls.map(call => dial(call, deadline)))));
    calls = nextCalls(plan, said);
  }
  const again = await asked;
  if (again) said.push(again);
  if (plan.question.manner === 'port') return said;
  said.push(...(await follow(plan, said[0]!, deadline)));
  for (let proof = afterRedirects(plan, said); proof; proof = afterRedirects(plan, said)) {
    if (performance.now() >= deadline) break;
    said.push(await dial(proof, deadline));
  }
  return said;
}

/**
 * Connects as planned, talks, and reports what came of it. Never rejects, sends nothing but to the planned address
 * (and to where a redirect on this machine leads), and is over at `deadline`, in performance.now() time.
 */
export async function probe(plan: ProbePlan, deadline: number): Promise<Probe> {
  const { protocol, address, port, question, because, standsIn } = plan;
  if (protocol === 'udp') return (await import('./udp.js')).probeUdp(plan, deadline);
  const elsewhere = !plan.local && !because;
  const repeating = elsewhere ? repeatWhenLate(plan, deadline) : undefined;
  const { line, ...ended } = await connect(address, port, plan.local, deadline, repeating?.told);
  if (line !== null) repeating?.connected();
  let conversations: readonly Conversation[] = [];
  if (line !== null && question.manner === 'connect') await line.leave();
  else if (line !== null) conversations = await converse(plan, line, deadline);
  const first = conversations[0];
  const turns = plan.turns && first ? await askInTurn(firstCall(plan, question), first, deadline) : null;
  const { repeats, told } = (await repeating?.end()) ?? {};
  return {
    protocol,
    address,
    port,
    ...ended,
    ...(ended.outcome === 'timeout' && told),
    conversations,
    ...(repeats && { repeats }),
    ...(turns && { turns }),
    ...(because && { because }),
    ...(standsIn && { standsIn }),
  };
}
