import { defineRule } from '../rule.js';
import { advice, finding, statusOf, strictly, told } from '../talk.js';
import { answered } from './status.js';

/** 401 with its challenge, or a proxy's 407. */
export const rule = defineRule({
  code: 'http/auth-required',
  needs: ['probes'],
  check({ probes }, question) {
    const found = answered(probes, question, status => status === 401 || status === 407);
    if (!found) return undefined;
    const { talk, answer } = found;
    const challenge = answer.headers[answer.status === 401 ? 'www-authenticate' : 'proxy-authenticate'];
    const scheme = challenge?.split(/[ ,]/, 1)[0];
    const how = /^basic$/i.test(scheme ?? '')
      ? 'curl -u NAME:PASSWORD …, or netcheck why http://NAME:PASSWORD@HOST:PORT/PATH'
      : /^bearer$/i.test(scheme ?? '')
        ? "curl -H 'Authorization: Bearer TOKEN' …"
        : 'Log in first, or send what the server asks for.';
    return finding(
      strictly(talk, 'error', 'note'),
      talk.end.credentials
        ? `The server answers, and does not accept the user name and password of the URL${scheme ? ` (it wants ${scheme})` : ''}: ${statusOf(answer)}.`
        : `The server answers, and wants credentials${scheme ? ` (${scheme})` : ''}: ${statusOf(answer)}.`,
      `${answer.status}`,
      [told(talk.end, `${statusOf(answer)}${challenge ? `, with the challenge ${challenge}` : ''}`)],
      { fixes: [advice('Send credentials', how)], outcome: talk.url ? 'http-error' : 'ok' },
    );
  },
});
