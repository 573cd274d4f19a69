import type { Question } from '../../net/question.js';
import { defineRule, type Finding } from '../rule.js';
import { advice, clientsOf, finding, statusOf, strictly, told } from '../talk.js';
import { answersFirst, byAddress, placeIn, type Seen, turnsAway } from './by-address.js';
import { answered, quoted } from './status.js';

/** The web server's rules turn other machines away until later, and let this one in: maintenance. */
function forOthers(facts: Seen, question: Question): Finding | undefined {
  const found = byAddress(facts, question);
  if (!found || found.said.admitted || !turnsAway(found.said) || answersFirst(found)) return undefined;
  const { said } = found;
  const where = placeIn(said);
  return finding(
    'error',
    `The web server answers, and turns clients from ${clientsOf(question)} away with ${said.status}: ${said.text} (${where}).`,
    `${said.status} for ${question.vantage.source}`,
    [{ fact: 'configuration', says: `${said.text} decides for ${question.vantage.source}`, source: where }],
    {
      fixes: [
        advice(
          'End the maintenance, or let the network in',
          `At ${where}: take the rule out, or add the network to the addresses that it lets by; then reload the server.`,
          true,
        ),
      ],
      outcome: 'http-error',
    },
  );
}

/** 429, or 503 that the application itself gives; with Retry-After where it says when to come back. */
export const rule = defineRule({
  code: 'http/overloaded',
  needs: ['probes'],
  mayUse: ['configuration', 'sockets', 'owners', 'processes'],
  explainedBy: ['app/too-many-clients', 'http/bad-gateway'],
  check(facts, question) {
    const { probes } = facts;
    const others = forOthers(facts, question);
    if (others) return others;
    const found = answered(probes, question, status => status === 429 || status === 503);
    if (!found) return undefined;
    const { talk, answer } = found;
    const after = answer.headers['retry-after'];
    const when = after
      ? /^\d+$/.test(after)
        ? ` It asks to come back in ${after} s.`
        : ` It asks to come back after ${after}.`
      : '';
    const why = answer.status === 429 ? 'too many requests' : 'overloaded, or down for maintenance';
    return finding(
      strictly(talk, 'error', 'warning'),
      `The server turns requests away (${why}): ${statusOf(answer)}.${when}`,
      `${answer.status}`,
      [told(talk.end, `${statusOf(answer)}${after ? `, Retry-After: ${after}` : ''}. ${quoted(answer)}`)],
      {
        fixes: [
          advice(
            after ? 'Wait as long as it asks, then try again' : "Look into the server's log",
            after
              ? `Its Retry-After is ${after}${/^\d+$/.test(after) ? ' seconds' : ''}.`
              : 'It says whether it is full, or told to be down.',
          ),
        ],
        outcome: talk.url ? 'http-error' : 'ok',
      },
    );
  },
});
