import { valueIn } from '../../facts/fact.js';
import { fromTheEdge } from '../cloud/edge.js';
import { defineRule } from '../rule.js';
import { advice, finding, statusOf, strictly, told } from '../talk.js';
import { answered, quoted } from './status.js';

/** A line that names what went wrong, and one that only counts a request or goes on with another line. */
const wrong =
  /\b\w*(?:Error|Exception)\b:? |\b(?:fatal|panic(?:ked)?|denied|refused|failed|no such|no \w+ application)\b|No space left/i;
const request = /^\s|"(?:GET|POST|HEAD|PUT|PATCH|DELETE|OPTIONS) |\bHTTP\/[12]/;

const lineOf = (line = ''): string => line.trim().slice(0, 200);

/** The last line of a log that names what went wrong; undefined where its end holds none. */
function errorIn(lines: readonly string[]): string | undefined {
  const found = lines.slice(-100).findLast(line => wrong.test(line) && !request.test(line));
  return found && lineOf(found);
}

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
    if (fromTheEdge(answer)) return undefined;
    const log = valueIn(logs)?.find(({ lines }) => lines.length > 0);
    const error = log && errorIn(log.lines);
    return finding(
      strictly(talk, 'error', 'warning'),
      `The application fails: ${statusOf(answer)}.${log ? ` Its log is ${log.path}${error ? `; the last error there: ${error}` : ''}.` : ''}`,
      `${answer.status}`,
      [
        told(talk.end, `${statusOf(answer)}. ${quoted(answer)}`),
        ...(log
          ? [
              {
                fact: 'logs' as const,
                says: error ? `Its last error: ${error}` : `Its last line: ${lineOf(log.lines.at(-1))}`,
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
