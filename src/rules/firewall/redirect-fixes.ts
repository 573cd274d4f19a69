import { type Fact, valueIn } from '../../facts/fact.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Namespace } from '../../facts/namespaces/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { type Quote, sayQuote } from '../../firewall/quote.js';
import { type Walk, walk as walkAgain } from '../../firewall/walk.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { type AddressFacts, addressFixesFor } from '../bind/address.js';
import { answerIn } from '../namespace/inside.js';
import type { Finding } from '../rule.js';
import { at } from '../serving.js';
import { deleteRule } from './change.js';
import type { Judged } from './judged.js';

/** The server at the other end of the rule is missing. */
const start: Fix = {
  title: 'Start the server that the rule leads to',
  text: 'If the redirect is wanted, what is missing is the server at its other end.',
  needsRoot: false,
};

/** What it takes to tell how a server is made to listen elsewhere. */
export interface HolderSeen extends Omit<AddressFacts, 'sockets' | 'machine'> {
  readonly machine: Fact<Machine>;
}

/** A server listens on the port that the rule leads to, but not on the address: how it listens on every one. */
export function moving(
  seen: HolderSeen,
  sockets: readonly Socket[],
  listener: Socket,
  { destination: { address, port } }: Walk,
): readonly Fix[] {
  const machine = valueIn(seen.machine);
  const every = address.includes(':') ? '::' : '0.0.0.0';
  const fixes = machine ? addressFixesFor({ ...seen, machine, sockets }, listener, every) : [];
  if (fixes.some(({ steps }) => steps)) return fixes;
  return [
    {
      title: `Let the server on port ${port} listen on ${address} too, or on every address`,
      text: `If the redirect is wanted, this says how:\n  netcheck why ${quoted(at(address, port))}`,
      needsRoot: false,
    },
  ];
}

/** Other rules are asked once this one is gone. */
const stoppedThen = ({ stop }: Walk): string =>
  `Then ask again: ${stop?.quote ? `${sayQuote(stop.quote)} stands in the way next` : 'other rules may stand in the way next'}.`;

/** Behind a rule that was left over stands the one that was made in its place, and leads to who serves in a namespace of this machine. */
const leadsOn = (
  { rewrittenBy, verdict, destination }: Walk,
  inside: readonly Namespace[],
  { protocol }: Question,
) =>
  rewrittenBy !== undefined &&
  verdict === 'pass' &&
  inside.some(
    space =>
      space.addresses.includes(destination.address) &&
      answerIn(space, protocol, destination.address, destination.port).kind === 'served',
  );

/**
 * Without the rule the connection goes where it was meant to, if somebody is there, or on another address of that port:
 * what then stops it is said, and what stops it at the other end of the rule is no matter where nothing does.
 * `others`: what makes the rule lead to a server; `inside`: namespaces that another rule may lead to in its place.
 */
export function withoutRedirect(
  judged: Judged,
  quote: Quote,
  question: Question,
  served: boolean,
  others: readonly Fix[] = [start],
  inside: readonly Namespace[] = [],
): Pick<Finding, 'fixes' | 'explains'> {
  const { facts } = judged;
  const change = deleteRule(facts.firewall, quote);
  const after = change && walkAgain({ ...facts, firewall: change.rules }, question);
  if (!change || !after || !(after.rewrittenBy ? leadsOn(after, inside, question) : served))
    return { fixes: others };
  const passes = after.verdict === 'pass';
  const next = passes ? [] : [stoppedThen(after)];
  if (after.rewrittenBy) next.push(`The next rule leads to the server: "${after.rewrittenBy.text}".`);
  const text = [...(change.keep ? [change.keep] : []), ...next].join('\n');
  const removal: Fix = {
    title: 'Take the NAT rule away',
    steps: change.commands.map(command => ({ do: 'run', command })),
    ...(text ? { text } : {}),
    risk: 'Whatever else the rule was for is then no longer redirected.',
    needsRoot: true,
  };
  return {
    fixes: [removal, ...others],
    ...(passes && { explains: ['firewall/drop', 'firewall/reject'] }),
  };
}
