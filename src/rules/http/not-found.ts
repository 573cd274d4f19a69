import { locationOf, urlOf } from '../../facts/probes/redirects.js';
import type { HttpAnswer } from '../../facts/probes/types.js';
import { defineRule } from '../rule.js';
import { advice, finding, statusOf, strictly, told } from '../talk.js';
import { answered, quoted } from './status.js';

/** PHP-FPM's answer where the file that the web server named is not there for it ("Primary script unknown" in its log). */
const isPrimaryScript = ({ body }: HttpAnswer): boolean => body.trim() === 'File not found.';

const primaryScript = advice(
  'Let the web server name the right file to PHP-FPM',
  "These words are PHP-FPM's: it was reached, and the file it was told to run is not there for it. In nginx: fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; with the root where the .php files are, and rights for PHP-FPM's user on every folder above them (namei -l FILE).",
);

/** 404 or 410; the root tells where the application does answer. */
export const rule = defineRule({
  code: 'http/not-found',
  needs: ['probes'],
  explainedBy: [
    'http/wrong-virtual-host',
    'http/host-not-allowed',
    'http/no-upgrade',
    'port/shared',
    'port/shadowed',
  ],
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
          ...(isPrimaryScript(answer) ? [primaryScript] : []),
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
