import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { nginxUpstreams } from '../../programs/proxies/upstreams-nginx.js';
import { type Site, siteFor } from '../../programs/proxies/virtual-hosts.js';
import type { Evidence } from '../rule.js';
import type { Talk } from '../talk.js';
import { askedName, byOtherSite, setUp } from './virtual-host.js';

/** nginx answers by itself with a site that is for no name in particular, and has none for the one that was asked. */
function catchAll(
  { end }: Talk,
  host: string | undefined,
  program: string,
  files: readonly ConfigurationFile[],
): Site | undefined {
  if (host === undefined || !/nginx|openresty/i.test(program)) return undefined;
  const { address, port, path } = end;
  const passed = { address, port, host, path: path ?? '/' };
  const answering = nginxUpstreams(files, passed).length > 0 ? undefined : siteFor(files, program, passed);
  return answering && !answering.byName ? answering.site : undefined;
}

interface NoSite {
  /** A sentence after others, or nothing. */
  readonly says: string;
  readonly evidence: readonly Evidence[];
  readonly fixes: readonly Fix[];
}

/** What is to be said of a name that no site is for. */
export function noSite(talk: Talk, program: string, files: readonly ConfigurationFile[]): NoSite {
  const host = askedName(talk);
  const site = catchAll(talk, host, program, files);
  if (!host || !site) return { says: '', evidence: [], fixes: byOtherSite(talk, program, files) };
  const source = `${site.file}:${site.line}`;
  const says = `No server_name is ${host}; the default server block answers`;
  return {
    says: ` No site of nginx is set up for ${host}: the default one answers.`,
    evidence: [{ fact: 'configuration', says, source }],
    fixes: [setUp(host, program)],
  };
}
