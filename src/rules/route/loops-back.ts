import { valueIn } from '../../facts/fact.js';
import { sayQuote, sourceOf } from '../../firewall/quote.js';
import type { Question } from '../../net/question.js';
import { commandLine } from '../../programs/shell.js';
import { isJudged, judge, type WalkSeen } from '../firewall/judged.js';
import type { Finding } from '../rule.js';
import { at } from '../serving.js';
import { masquerading } from './answered-past.js';
import { host } from './way.js';

/**
 * Found where the named client is the very server that a NAT rule sends its connection back to. It takes no packet from its
 * own address (net/ipv4/fib_frontend.c, __fib_validate_source), so it has to be masqueraded; and a bridge that asks the rules of
 * IP sends nothing back by the port that it came by, unless that is a hairpin port (should_deliver() in br_forward.c).
 */
export function loopsBack(seen: WalkSeen, question: Question): Finding | undefined {
  const { vantage, family } = question;
  const judged = vantage.kind === 'address' ? judge(seen, question) : undefined;
  if (!isJudged(judged)) return undefined;
  const { delivery, verdict, rewrittenBy, output, source, destination } = judged.walk;
  const own = vantage.source === destination.address && output === vantage.input;
  if (delivery !== 'forward' || verdict !== 'pass' || !rewrittenBy || !own) return undefined;
  const asksRules = valueIn(seen.limits)?.bridgeFilter?.[family];
  const ports = seen.interfaces.filter(({ master }) => master !== null && master === output);
  const shut = asksRules ? ports.filter(({ hairpin }) => hairpin === false) : [];
  const closed = ports.length > 0 && shut.length === ports.length;
  const bare = source === vantage.source;
  if (!bare && !closed) return undefined;
  const client = vantage.source;
  const goal = at(destination.address, destination.port);
  const why = bare
    ? 'and it takes no packet that comes from its own address'
    : `and the bridge ${output} sends nothing back by the port that it came by`;
  return {
    severity: 'error',
    summary: `A NAT rule sends connections of ${client} to ${at(question.address, question.port)} on to ${goal}, which is the client itself, ${why}.`,
    says: `${client} is sent back to itself`,
    headline: 'the client is sent back to itself',
    outcome: 'timeout',
    evidence: [
      { fact: 'firewall', says: `${sayQuote(rewrittenBy)} leads to ${goal}`, source: sourceOf(rewrittenBy) },
      {
        fact: 'interfaces',
        says: bare
          ? `Nothing masquerades ${client}`
          : `No port of ${output} is a hairpin port: ${shut.map(({ name }) => name).join(', ')}`,
        source: bare ? 'nft list ruleset' : 'bridge -d link',
      },
    ],
    fixes: [
      {
        title: 'Let it come back as if this machine had sent it',
        steps: [
          ...(bare ? masquerading(host(client ?? ''), destination, question) : []),
          ...(closed ? shut : []).map(({ name }) => ({
            do: 'run' as const,
            command: commandLine(['bridge', 'link', 'set', 'dev', name, 'hairpin', 'on']),
          })),
        ],
        text: 'It lasts until the next reboot, a port as long as its container. Or let the server ask for itself by its own address or by localhost.',
        needsRoot: true,
      },
    ],
  };
}
