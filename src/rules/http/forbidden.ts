import { smellsOfHostCheck } from '../../facts/probes/follow-up.js';
import { defineRule } from '../rule.js';
import { advice, finding, statusOf, strictly, told } from '../talk.js';
import { answered, quoted } from './status.js';

/** 403 that is no host check: rights of files, rules about addresses, a missing index page. */
export const rule = defineRule({
  code: 'http/forbidden',
  needs: ['probes'],
  explainedBy: [
    'http/host-not-allowed',
    'port/shared',
    'port/shadowed',
    'tls/client-certificate',
    'app/access-denied',
    'http/wrong-virtual-host',
  ],
  check({ probes }, question) {
    const found = answered(probes, question, status => status === 403 || status === 451);
    if (!found) return undefined;
    const { talk, answer } = found;
    const localhost = talk.said('localhost');
    const same =
      localhost && smellsOfHostCheck(localhost)
        ? [
            told(
              localhost,
              `With Host: localhost it is ${localhost.http ? statusOf(localhost.http) : localhost.outcome} too`,
            ),
          ]
        : [];
    const server = answer.headers.server ?? '';
    const text = /nginx/i.test(server)
      ? "nginx's error log says which: rights of the file or its folders (namei -l PATH), no index file, or allow/deny."
      : /apache/i.test(server)
        ? "Apache's error log says which: Require, rights of the file or its folders (namei -l PATH), or no index file."
        : "The server's own log says why: who may see this path, from where.";
    return finding(
      strictly(talk, 'error', 'note'),
      `The server answers, and forbids this path: ${statusOf(answer)}.`,
      `${answer.status}`,
      [told(talk.end, `${statusOf(answer)}. ${quoted(answer)}`), ...same],
      { fixes: [advice("Look into the server's log", text)], outcome: talk.url ? 'http-error' : 'ok' },
    );
  },
});
