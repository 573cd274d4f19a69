import { locationOf, urlOf } from '../../facts/probes/redirects.js';
import { defineRule } from '../rule.js';
import { advice, finding, statusOf, strictly, told } from '../talk.js';
import { answered, quoted } from './status.js';

/** 404 or 410; the root tells where the application does answer. */
export const rule = defineRule({
  code: 'http/not-found',
  needs: ['probes'],
  explainedBy: ['http/wrong-virtual-host', 'http/host-not-allowed', 'port/shared', 'port/shadowed'],
  check({ probes }, question) {
    const found = answered(probes, question, status => status === 404 || status === 410);
    if (!found) return undefined;
    const { talk, answer } = found;
    const root = talk.said('root');
    const base = root && locationOf(root);
    const works = root?.http && root.http.status < 400 ? (base?.href ?? urlOf(root)) : null;
    return finding(
      strictly(talk, 'error', 'note'),
      `The server answers, but has nothing at ${talk.end.path ?? '/'}: ${statusOf(answer)}.${works ? ` ${works} does answer.` : ''}`,
      `${answer.status}`,
      [
        told(talk.end, `${statusOf(answer)}. ${quoted(answer)}`),
        ...(root?.http
          ? [told(root, `${statusOf(root.http)}${base ? `, a redirect to ${base.href}` : ''}`)]
          : []),
      ],
      {
        fixes: [
          ...(works ? [advice('Ask where it does answer', works)] : []),
          advice(
            'Check the path',
            'Its spelling and case, a slash at the end, and a prefix that a proxy or the application puts before it (root path, base, context path).',
          ),
        ],
        outcome: talk.url ? 'http-error' : 'ok',
      },
    );
  },
});
