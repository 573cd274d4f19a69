import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { valueIn } from '../../facts/fact.js';
import { locationOf, urlOf } from '../../facts/probes/redirects.js';
import type { HttpAnswer } from '../../facts/probes/types.js';
import type { Fix } from '../../programs/fix.js';
import { nginxUpstreams } from '../../programs/upstreams-nginx.js';
import { type Site, siteFor } from '../../programs/virtual-hosts.js';
import { defineRule, type Evidence } from '../rule.js';
import { advice, finding, statusOf, strictly, type Talk, told } from '../talk.js';
import { ownersOf } from './owner.js';
import { answered, quoted } from './status.js';
import { askedName, setUp } from './virtual-host.js';

/** PHP-FPM's answer where the file that the web server named is not there for it ("Primary script unknown" in its log). */
const isPrimaryScript = ({ body }: HttpAnswer): boolean => body.trim() === 'File not found.';

const primaryScript = advice(
  'Let the web server name the right file to PHP-FPM',
  "These words are PHP-FPM's: it was reached, and the file it was told to run is not there for it. In nginx: fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; with the root where the .php files are, and rights for PHP-FPM's user on every folder above them (namei -l FILE).",
);

/** nginx answers by itself with a site that is for no name in particular, and has none for the one that was asked. */
function catchAll(
  { end }: Talk,
  host: string | undefined,
  program: string,
  files: readonly ConfigurationFile[],
): Site | undefined {
  if (host === undefined || !/nginx|openresty/i.test(program)) return undefined;
  const { port, path } = end;
  const passed = nginxUpstreams(files, { port, host, path: path ?? '/' }).length > 0;
  const answering = passed ? undefined : siteFor(files, program, port, host);
  return answering && !answering.byName ? answering.site : undefined;
}

interface NoSite {
  /** A sentence after others, or nothing. */
  readonly says: string;
  readonly evidence: readonly Evidence[];
  readonly fixes: readonly Fix[];
}

/** What is to be said of a name that no site is for. */
function noSite(talk: Talk, program: string, files: readonly ConfigurationFile[]): NoSite {
  const host = askedName(talk);
  const site = catchAll(talk, host, program, files);
  if (!host || !site) return { says: '', evidence: [], fixes: [] };
  const source = `${site.file}:${site.line}`;
  const says = `No server_name is ${host}; the default server block answers`;
  return {
    says: ` No site of nginx is set up for ${host}: the default one answers.`,
    evidence: [{ fact: 'configuration', says, source }],
    fixes: [setUp(host, program)],
  };
}

/** 404 or 410; the root tells where the application does answer. */
export const rule = defineRule({
  code: 'http/not-found',
  needs: ['probes'],
  mayUse: ['configuration', 'sockets', 'owners', 'processes'],
  explainedBy: [
    'http/wrong-virtual-host',
    'http/host-not-allowed',
    'http/no-upgrade',
    'port/shared',
    'port/shadowed',
  ],
  check({ probes, configuration, sockets, owners, processes }, question) {
    const found = answered(probes, question, status => status === 404 || status === 410);
    if (!found) return undefined;
    const { talk, answer } = found;
    const root = talk.said('root');
    const base = root && locationOf(root);
    const works = root?.http && root.http.status < 400 ? (base?.href ?? urlOf(root)) : null;
    const server = question.local ? (answer.headers.server ?? '') : '';
    const program = ownersOf(question, sockets, owners, processes)[0]?.name ?? server;
    const site = noSite(talk, program, valueIn(configuration) ?? []);
    return finding(
      strictly(talk, 'error', 'note'),
      `The server answers, but has nothing at ${talk.end.path ?? '/'}: ${statusOf(answer)}.${site.says}${works ? ` ${works} does answer.` : ''}`,
      `${answer.status}`,
      [
        told(talk.end, `${statusOf(answer)}. ${quoted(answer)}`),
        ...site.evidence,
        ...(root?.http
          ? [told(root, `${statusOf(root.http)}${base ? `, a redirect to ${base.href}` : ''}`)]
          : []),
      ],
      {
        fixes: [
          ...(isPrimaryScript(answer) ? [primaryScript] : []),
          ...site.fixes,
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
