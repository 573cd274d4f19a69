import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { urlOf } from '../../facts/probes/redirects.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import { pathOf } from '../../programs/proxies/upstream.js';
import type { Evidence } from '../rule.js';
import { advice } from '../talk.js';
import type { LostPath } from './lost-path.js';

/**
 * What servers call the prefix of all their paths, the last words of it: --server.baseUrlPath (Streamlit),
 * --ServerApp.base_url (Jupyter), --server.servlet.context-path (Spring), --web.route-prefix (Prometheus), --path_prefix
 * (TensorBoard), --base (Vite), --baseURL (Hugo). catalina.base and its like are folders.
 */
const option =
  /^-[-D]?(?:[\w.]*\.)?(?:base[-_]?url(?:[-_]?path)?|base[-_]?path|context[-_]?path|(?:path|route|url)[-_]prefix)$|^--base$/i;
const variable =
  /^(?:STREAMLIT_SERVER_BASE_URL_PATH|SERVER_SERVLET_CONTEXT_PATH|(?:NUXT|NITRO)_APP_BASE_URL)$/;

/** A path that is a property of an object in JavaScript, which may have others before it on its line, and is in no comment. */
const property = (name: string): RegExp =>
  new RegExp(`^(?![ \\t]*/?\\*)(?:(?:(?!//).){0,200}[{, \\t])?${name}:[ \\t]*["'](/[\\w./-]+)`, 'm');

/** The files in which it stands, each with the line, whose first group is the value, and who reads it where others may lie beside it. */
const lines: readonly (readonly [file: RegExp, line: RegExp, reader?: RegExp])[] = [
  [
    /\/application[\w-]*\.(?:properties|ya?ml)$/,
    /^[ \t]*(?:server\.(?:servlet\.)?)?context-path[ \t]*[=:][ \t]*["']?([\w./-]+)/m,
  ],
  [/\/next\.config\./, property('basePath'), /\bnext\b/],
  [/\/vite\.config\./, property('base'), /\bvite\b/],
];

/** The prefix in a value, /app of app and of /app/; Hugo has the whole URL there, others one of somebody else. */
function prefixIn(text: string | undefined, name = ''): string | undefined {
  const path = name === '--baseURL' ? text?.replace(/^https?:\/\/[^/]*/, '') : text;
  const bare = path?.replace(/^\/|\/$/g, '') ?? '';
  return /^[\w~%][\w.~%/-]*$/.test(bare) ? `/${bare}` : undefined;
}

interface Told {
  readonly prefix: string;
  readonly evidence: Evidence;
}

function byCommand({ command, pid }: Process): Told | undefined {
  for (const [at, word] of command.entries()) {
    const [name = '', joined] = word.split(/=(.*)/s);
    const prefix = option.test(name) ? prefixIn(joined ?? command[at + 1], name) : undefined;
    const says = joined === undefined ? `${word} ${command[at + 1]}` : word;
    if (prefix) return { prefix, evidence: { fact: 'processes', says, source: `/proc/${pid}/cmdline` } };
  }
  return undefined;
}

function byVariable({ environment, pid }: Process): Told | undefined {
  for (const [name, text] of Object.entries(environment ?? {})) {
    const prefix = variable.test(name) ? prefixIn(text) : undefined;
    if (prefix)
      return {
        prefix,
        evidence: { fact: 'processes', says: `${name}=${text}`, source: `/proc/${pid}/environ` },
      };
  }
  return undefined;
}

function byFile(files: readonly ConfigurationFile[], command: string): Told | undefined {
  for (const { path, text } of files) {
    const found = lines
      .find(([file, , reader]) => file.test(path) && reader?.test(command) !== false)?.[1]
      .exec(text);
    const prefix = prefixIn(found?.[1]);
    // Of a line that says more only the setting itself.
    const says = found?.[0].match(/[\w.-]+[ \t]*[=:][ \t]*["']?[^"']*$/)?.[0];
    if (says && prefix) return { prefix, evidence: { fact: 'configuration', says, source: path } };
  }
  return undefined;
}

/** The server was told to put a prefix before all its paths, and was asked for one without. */
export function byOwnPrefix(
  end: Conversation,
  owner: Process | undefined,
  files: readonly ConfigurationFile[],
): LostPath | undefined {
  const found =
    (owner && (byCommand(owner) ?? byVariable(owner))) ?? byFile(files, owner?.command.join(' ') ?? '');
  const path = end.path ?? '/';
  if (!found || `${pathOf({ path })}/`.startsWith(`${found.prefix}/`)) return undefined;
  const { prefix, evidence } = found;
  return {
    says: `It was told to serve everything below ${prefix}.`,
    evidence,
    fix: advice(`Ask below ${prefix}`, `  ${urlOf({ ...end, path: prefix + path })}`),
  };
}
