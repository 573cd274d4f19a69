import { valueIn } from '../../facts/fact.js';
import { defineRule } from '../rule.js';
import { advice, finding, statusOf, strictly, told } from '../talk.js';
import { answered, quoted } from './status.js';

/** 5xx that no proxy gave for want of an application, and that is no turning away. */
export const rule = defineRule({
  code: 'http/server-error',
  needs: ['probes'],
  mayUse: ['logs'],
  explainedBy: ['http/bad-gateway', 'http/host-not-allowed', 'port/shared', 'port/shadowed'],
  check({ probes, logs }, question) {
    const found = answered(probes, question, status => status >= 500 && status !== 503);
    if (!found) return undefined;
    const { talk, answer } = found;
    const log = valueIn(logs)?.find(({ lines }) => lines.length > 0);
    return finding(
      strictly(talk, 'error', 'warning'),
      `The application fails: ${statusOf(answer)}.${log ? ` Its log is ${log.path}.` : ''}`,
      `${answer.status}`,
      [
        told(talk.end, `${statusOf(answer)}. ${quoted(answer)}`),
        ...(log
          ? [
              {
                fact: 'logs' as const,
                says: `Its last line: ${log.lines.at(-1)?.slice(0, 200) ?? ''}`,
                source: log.path,
              },
            ]
          : []),
      ],
      {
        fixes: [
          advice(
            "Look into the application's log",
            log
              ? `tail -n 50 ${log.path}`
              : 'The connection is fine; the program that answers has failed while doing so.',
          ),
        ],
        outcome: talk.url ? 'http-error' : 'ok',
      },
    );
  },
});
