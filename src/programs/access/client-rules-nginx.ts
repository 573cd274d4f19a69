import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { nginxPage } from '../proxies/nginx-page.js';
import { serversAt } from '../proxies/nginx-servers.js';
import { type Directive, every } from '../proxies/nginx-tree.js';
import { type Passed, pathOf } from '../proxies/upstream.js';
import { isOfStream, locationsFor } from '../proxies/upstreams-nginx.js';
import type { Admittance, Coming } from './client-rules-types.js';
import { meansClient } from './client-words.js';
import { rewrittenFor } from './nginx-rewrites.js';
import { type Variables, wordFor } from './nginx-variables.js';

const written = ({ name, arguments: words }: Directive): string => [name, ...words].join(' ');

export const quote = (rule: Directive) => ({ file: rule.file, line: rule.line, text: written(rule) });

const ruled = (rule: Directive, admitted: boolean): Admittance => ({ admitted, ...quote(rule) });

/** What returns answers everybody: that comes before the rules about addresses (nginx.org, "Development guide", "Phases"). */
const returns = (level: Directive | undefined): boolean =>
  level?.block.some(({ name }) => name === 'return') ?? false;

/** The status that a location by name answers everybody with: location @out { return 403; } */
function givenBy(name: string | undefined, server: readonly Directive[] = []): number {
  const named = server.find(each => each.name === 'location' && each.arguments[0] === name);
  return Number(named?.block.find(each => each.name === 'return')?.arguments[0]);
}

/** What error_page gives in the place of a 403: another status, or a page of its own (null), which may be answered well. */
function inPlaceOf403(levels: readonly (readonly Directive[])[]): number | null | undefined {
  const page = levels.findLast(block => block.some(({ name }) => name === 'error_page'));
  const words = page?.find(each => each.name === 'error_page' && each.arguments.includes('403'))?.arguments;
  const other = words?.find(word => /^=\d*$/.test(word));
  if (other === undefined) return undefined;
  const status = Number(other.slice(1)) || givenBy(words?.at(-1), levels[1]);
  return status >= 400 ? status : null;
}

/** Where a request is dealt with: the blocks around it, the outermost first, and who asks. */
interface Place {
  readonly levels: readonly (readonly Directive[])[];
  readonly tree: readonly Directive[];
  readonly client: string;
  readonly isStream: boolean;
}

/** The directives of the innermost block that has any such. */
const nearest = ({ levels }: Place, names: RegExp): readonly Directive[] | undefined =>
  levels.map(block => block.filter(({ name }) => names.test(name))).findLast(found => found.length > 0);

/** What a directive makes of this client: auth_basic $realm, of a geo. */
const worded = ({ arguments: [word = ''] }: Directive, { tree, client }: Place) =>
  wordFor(word, { tree, client, set: new Map() });

/** By the first rule that fits, and what is wanted besides. */
function byRules(
  rules: readonly Directive[],
  accounts: readonly Directive[],
  { levels, client, isStream }: Place,
): Admittance | undefined {
  const any = levels.some(block => block.some(each => written(each) === 'satisfy any'));
  const rule = rules.find(
    ({ arguments: [whom = ''] }) => whom === 'all' || meansClient(whom, client) === true,
  );
  // Whom the server that auth_request asks lets in is that one's matter.
  if (!rule || (any && accounts.some(({ name }) => name === 'auth_request'))) return undefined;
  const instead = rule.name === 'deny' && !isStream ? inPlaceOf403(levels) : undefined;
  if (instead === null) return undefined;
  const basic = accounts.find(({ name }) => name === 'auth_basic');
  return {
    ...ruled(rule, rule.name === 'allow'),
    ...(instead && { status: instead }),
    ...(any && accounts.length > 0 && { password: true }),
    ...(!any && basic && { besides: quote(basic) }),
  };
}

/** What is known of the request itself. */
export const requestOf = (passed: Passed): Variables =>
  new Map(
    Object.entries({
      request_method: 'GET',
      request_uri: passed.path,
      uri: pathOf(passed),
      ...(passed.host !== null && { host: passed.host.toLowerCase() }),
    }).map(([name, text]) => [name, { text, byAddress: false }]),
  );

/** The index of a folder is asked for anew, in the location of its own (nginx.org, "ngx_http_index_module"). */
export function nginxAdmits(
  files: readonly ConfigurationFile[],
  passed: Passed,
  coming: Coming,
): Admittance | undefined {
  const said = admitted(files, passed, coming);
  const indexes = said?.admitted === false ? [] : (nginxPage(files, passed)?.indexes ?? []);
  const inside = indexes.map(index => admitted(files, { ...passed, path: pathOf(passed) + index }, coming));
  return inside.length > 0 && inside.every(each => each?.admitted === false) ? inside[0] : said;
}

/** nginx.org, "ngx_http_access_module": the nearest block with rules counts, and there the first that fits. */
function admitted(
  files: readonly ConfigurationFile[],
  passed: Passed,
  { client, server: address }: Coming,
): Admittance | undefined {
  const { tree, server } = serversAt(files, { address, ...passed });
  if (!server) return undefined;
  const outer = tree.find(({ block }) => every(block, 'server').includes(server))?.block ?? tree;
  const locations = locationsFor(server, pathOf(passed));
  const isStream = isOfStream(server, tree);
  const levels = [outer, server.block, ...locations.map(({ block }) => block)];
  const place = { levels, tree, client, isStream };
  const last = locations.at(-1);
  const rewritten = isStream
    ? undefined
    : rewrittenFor(tree, [server.block, last?.block ?? []], client, requestOf(passed));
  if (rewritten?.kind === 'other') return undefined;
  if (rewritten?.kind === 'denied')
    return { ...ruled(rewritten.rule, false), ...(rewritten.status && { status: rewritten.status }) };
  if (!isStream && [server, last].some(returns)) return undefined;
  const rules = nearest(place, /^(?:allow|deny)$/);
  const accounts = (nearest(place, /^auth_(?:basic|jwt|request)$/) ?? []).filter(
    each => worded(each, place).text !== 'off',
  );
  if (rules) return byRules(rules, accounts, place);
  // A realm from which some addresses are spared.
  const chosen = accounts.find(each => worded(each, place).byAddress && worded(each, place).text);
  return chosen ? { ...ruled(chosen, false), password: true } : rewritten && ruled(rewritten.rule, true);
}
