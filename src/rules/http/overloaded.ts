import { defineRule } from '../rule.js';
import { advice, finding, statusOf, strictly, told } from '../talk.js';
import { answered, quoted } from './status.js';

/** 429, or 503 that the application itself gives; with Retry-After where it says when to come back. */
export const rule = defineRule({
  code: 'http/overloaded',
  needs: ['probes'],
  explainedBy: ['app/too-many-clients', 'http/bad-gateway'],
  check({ probes }, question) {
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
