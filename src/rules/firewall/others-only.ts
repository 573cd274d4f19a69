import { valueIn } from '../../facts/fact.js';
import type { Facts } from '../../facts/facts.js';
import { rewrites } from '../../facts/firewall/rewrites.js';
import { isOwnCable } from '../../facts/interfaces/networks.js';
import { serves, takers } from '../../facts/sockets/cover.js';
import type { Socket } from '../../facts/sockets/types.js';
import { type Quote, sayQuote, sourceOf } from '../../firewall/quote.js';
import type { Walk } from '../../firewall/walk.js';
import { isLoopback } from '../../net/prefix.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { commandLine } from '../../programs/shell.js';
import { answerIn, nameOf } from '../namespace/inside.js';
import type { Finding } from '../rule.js';
import { at, isUnserved } from '../serving.js';
import { askedByOthers } from './asked-by-others.js';
import { iptablesOf } from './change.js';
import { inside } from './inside.js';
import { isJudged, judge, type WalkSeen } from './judged.js';
import { keepFor } from './keep.js';
import { whom } from './words.js';

/** Where a rule leads other machines, and who listens there: on this machine itself, or in a container of it. */
interface Led {
  readonly quote: Quote;
  readonly port: number;
  /** As one of them asks. */
  readonly asked: Question;
  readonly there: readonly Socket[];
  readonly container?: { readonly address: string; readonly name: string };
}

type OthersSeen = WalkSeen & Pick<Facts, 'namespaces' | 'containers'>;

/** Who takes what a rule sends to another address: a container's server. */
function ledInside(
  { namespaces, containers }: OthersSeen,
  { destination: { address, port }, rewrittenBy: quote }: Walk,
  asked: Question,
): Led | undefined {
  const space = valueIn(namespaces)?.find(each => each.addresses.includes(address));
  if (!space || !quote || answerIn(space, asked.protocol, address, port).kind !== 'served') return undefined;
  return { quote, port, there: [], asked, container: { address, name: nameOf(space, valueIn(containers)) } };
}

/** The same, unless the rules in there keep these clients out, or they sit on the server's own cable, where their packets would turn round. */
function servedInside(seen: OthersSeen, way: Walk, asked: Question): Led | undefined {
  const { input } = asked.vantage;
  const turns = input !== null && way.output === input && isOwnCable(input, seen.interfaces);
  if (way.delivery !== 'forward' || turns) return undefined;
  return (inside(seen, asked)?.judged.walk.usually ?? 'pass') === 'pass'
    ? ledInside(seen, way, asked)
    : undefined;
}

/** A rule of the prerouting hook leads other machines to a server of this one. */
function ledOthers(seen: OthersSeen, question: Question): Led | undefined {
  const { vantage, family, target } = question;
  // A client on the network that was told the port alone is served by either family.
  const eitherWillDo = vantage.kind !== 'self' && target.host === null;
  for (const asked of askedByOthers(seen, question)) {
    if (asked.family !== family && eitherWillDo) continue;
    const judged = judge(seen, asked);
    const way = isJudged(judged) ? judged.walk : undefined;
    if (!way?.rewrittenBy || way.usually !== 'pass' || way.otherwise.length > 0) continue;
    const there = servedInside(seen, way, asked);
    if (there) return there;
    if (way.delivery !== 'local') continue;
    const { address, port } = way.destination;
    const serving = (valueIn(seen.listeners ?? seen.sockets) ?? []).filter(
      each => each.local.port === port && serves(each, question.protocol),
    );
    if (takers(serving, address, asked.vantage.input).length > 0)
      return { quote: way.rewrittenBy, port, there: serving, asked };
  }
  return undefined;
}

/** The address itself was asked for, and no other one will do. */
const isLiteral = ({ target, address }: Question): boolean => target.host === address;

/** What leads this machine's own connections to the same server: they leave by the hook output, on lo. */
function leadOwn({ quote, port, there }: Led, question: Question): Fix | undefined {
  const { family, table, engine } = quote;
  const { protocol, port: asked } = question;
  if (
    (question.family === 6 && isLiteral(question)) ||
    family === 'ip6' ||
    takers(there, '127.0.0.1', 'lo').length === 0
  )
    return undefined;
  const chain = 'own_connections';
  const commands =
    engine === 'nft'
      ? [
          commandLine([
            'nft',
            'add',
            'chain',
            family,
            table,
            chain,
            '{ type nat hook output priority -100; }',
          ]),
          commandLine(
            `nft add rule ${family} ${table} ${chain} oifname lo ${protocol} dport ${asked} redirect to :${port}`.split(
              ' ',
            ),
          ),
        ]
      : [
          commandLine(
            `${iptablesOf(quote)} -t nat -A OUTPUT -o lo -p ${protocol} --dport ${asked} -j REDIRECT --to-ports ${port}`.split(
              ' ',
            ),
          ),
        ];
  return {
    title: "Lead this machine's own connections there too",
    steps: commands.map(command => ({ do: 'run' as const, command })),
    text: keepFor(quote),
    needsRoot: true,
  };
}

/** Whom, or what, the rule serves alone. */
function served(seen: OthersSeen, { asked }: Led, question: Question): string {
  const { family, address, vantage } = question;
  if (asked.family !== family)
    return vantage.kind === 'self' && !isLiteral(question) ? 'other machines' : `IPv${asked.family}`;
  const same = isLoopback(address) ? undefined : judge(seen, { ...asked, address });
  return same && isJudged(same) && !same.walk.rewrittenBy ? asked.address : 'other machines';
}

/** What becomes of those whom the rule leads nowhere. */
const leftOut = (question: Question): string =>
  question.vantage.kind === 'self'
    ? `Connections of this machine to ${question.address} do not pass that rule, and are refused.`
    : `It does not apply to connections of ${whom(question)}, and they are refused.`;

/** What they can do instead. */
function askThere({ port, container, asked }: Led, goal: string, { vantage, family }: Question): Fix {
  if (vantage.kind === 'self')
    return {
      title: `Use ${goal} on this machine`,
      text: `  netcheck why ${container ? goal : at('127.0.0.1', port)}`,
      needsRoot: false,
    };
  if (family !== asked.family)
    return {
      title: `Ask by IPv${asked.family}`,
      text: `Or make such a rule for IPv${family} too, which leads to an address of that family.`,
      needsRoot: false,
    };
  return {
    title: 'Let the rule take these connections too, if they are to be served',
    text: `Make it again without what limits it to others${vantage.input ? `, or once more for what comes in by ${vantage.input}` : ''}.`,
    needsRoot: true,
  };
}

/**
 * Nobody serves the port itself: a rule of the hook prerouting leads other machines to a server on another. What this
 * machine sends to itself never meets that hook's nat rules, and is refused; so is what comes from a network that the
 * rule leaves out.
 */
export function othersOnly(seen: OthersSeen, question: Question): Finding | undefined {
  const rules = valueIn(seen.firewall);
  if (!question.local || !rules || !rewrites(rules)) return undefined;
  if (!isUnserved(valueIn(seen.sockets) ?? [], question)) return undefined;
  const itself = judge(seen, question);
  // Another rule may lead these there too: then they fail of something else.
  if (!isJudged(itself) || itself.lacks !== null) return undefined;
  if (itself.walk.rewrittenBy || itself.walk.otherwise.length > 0) return undefined;
  const led = ledOthers(seen, question);
  if (!led) return undefined;
  const { quote, port, container } = led;
  const isSelf = question.vantage.kind === 'self';
  const only = served(seen, led, question);
  const own = isSelf ? leadOwn(led, question) : undefined;
  const goal = container ? at(container.address, port) : `port ${port}`;
  const server = container ? `the server of ${container.name}` : 'the server';
  return {
    severity: 'error',
    summary: `Nothing listens on port ${question.port} itself: ${sayQuote(quote)} sends what ${only === led.asked.address ? `is asked of ${only}` : `${isSelf ? 'other machines' : 'some others'} ask of it`} on to ${goal}, where ${server} is. ${leftOut(question)}`,
    says: `sent on to ${container ? goal : port} for others only`,
    headline: `a NAT rule serves ${only} only`,
    outcome: 'refused',
    evidence: [
      { fact: 'firewall', says: `${sayQuote(quote)} leads to ${goal}`, source: sourceOf(quote) },
      {
        fact: 'sockets',
        says: `no listening socket on port ${question.port}, on any address`,
        source: 'sock_diag or /proc/net',
      },
    ],
    fixes: [...(own ? [own] : []), askThere(led, goal, question)],
  };
}
