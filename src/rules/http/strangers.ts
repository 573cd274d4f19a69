import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { hungUp } from '../../facts/probes/host-signs.js';
import { urlOf } from '../../facts/probes/redirects.js';
import type { Process } from '../../facts/processes/types.js';
import type { Directive } from '../../programs/proxies/nginx-tree.js';
import { type Passed, pathOf } from '../../programs/proxies/upstream.js';
import {
  answeringBeside,
  type HangsUp,
  hangsUpBy,
  hangsUpIf,
  hangsUpOn,
} from '../../programs/proxies/virtual-hosts.js';
import { quoted } from '../../programs/shell.js';
import type { Evidence, Finding } from '../rule.js';
import { advice, finding, hostIn, type Talk, told } from '../talk.js';
import type { Why } from './why-hung-up.js';

const isNginx = (owner: Process | undefined): boolean => /nginx|openresty/i.test(owner?.name ?? '');

export const passedBy = ({ first }: Talk): Passed => ({
  address: first.address,
  port: first.port,
  host: hostIn(first.name ?? first.address),
  path: pathOf({ path: first.path ?? '/' }),
});

/** The line by which nginx hangs up on the name, or address, that was asked by. */
const hangsUp = (
  talk: Talk,
  owner: Process | undefined,
  files: readonly ConfigurationFile[],
): HangsUp | undefined => (isNginx(owner) ? hangsUpOn(files, passedBy(talk)) : undefined);

export const written = ({ text, file, line }: Omit<HangsUp, 'sites'>): Evidence => ({
  fact: 'configuration',
  says: text,
  source: `${file}:${line}`,
});

const inWords = ({ name, arguments: words }: Directive): string =>
  name === 'if' ? `if ${words.join(' ')} return 444` : 'return 444';

/** nginx ends this very request by a line of its configuration, whatever its other sites do. */
export function onPurpose(
  talk: Talk,
  owner: Process | undefined,
  files: readonly ConfigurationFile[],
): Why | undefined {
  const passed = passedBy(talk);
  const by = isNginx(owner) ? (hangsUpBy(files, passed) ?? hangsUpIf(files, passed)) : undefined;
  return (
    by && {
      says: `its configuration says so (${inWords(by)})`,
      sure: true,
      evidence: written({ ...by, text: inWords(by) }),
      fixes: [
        advice(
          'Ask for what it serves, or change that line',
          `return 444 in ${by.file}:${by.line} ends such requests without an answer. Where they are meant to be answered, put a root or a proxy_pass in its place, then reload nginx: nginx -s reload`,
          true,
        ),
      ],
    }
  );
}

export const listed = ({ sites }: HangsUp): string => sites.slice(0, 5).join(', ');

/** Asks by the first site whose name is no pattern, as *.shop.test, .shop.test and ~^shop are. */
export function bySite({ first }: Talk, { sites }: Pick<HangsUp, 'sites'>) {
  const scheme = first.asked === 'https' ? 'https' : 'http';
  const site = sites.find(name => /^\w[\w.-]*$/.test(name)) ?? 'NAME';
  return advice(
    'Ask by the name of a site',
    `  netcheck why ${quoted(`${scheme}://${site}:${first.port}/`)}`,
  );
}

/** A port that nginx serves to those who name one of its sites, and nobody else: that is how it was set up. */
export function onStrangers(
  talk: Talk,
  owner: Process | undefined,
  files: readonly ConfigurationFile[],
): Finding | undefined {
  const by = talk.url ? undefined : hangsUp(talk, owner, files);
  if (!by) return talk.url ? undefined : (onRoot(talk, owner, files) ?? onWords(talk, owner, files));
  return finding(
    'note',
    `${owner!.name} hangs up on requests that name none of its sites (${by.text}); its sites on port ${talk.first.port} are for ${listed(by)}.`,
    'hangs up on strangers',
    [written(by)],
    { fixes: [bySite(talk, by)], outcome: 'ok' },
  );
}

/** The same of a server that hangs up at its root alone: a port asks for no page. */
function onRoot(
  talk: Talk,
  owner: Process | undefined,
  files: readonly ConfigurationFile[],
): Finding | undefined {
  const passed = passedBy(talk);
  const places = isNginx(owner) ? answeringBeside(files, passed) : [];
  const by = places.length > 0 ? hangsUpBy(files, passed) : undefined;
  const path = places.find(each => each.startsWith('/') && each !== passed.path) ?? '/PATH';
  const url = urlOf({ ...talk.first, path });
  return (
    by &&
    finding(
      'note',
      `${owner!.name} hangs up on requests for ${passed.path} (return 444), and not on those for ${places.slice(0, 5).join(', ')}.`,
      'hangs up at the root',
      [written({ ...by, text: 'return 444' })],
      { fixes: [advice('Ask for what it serves', `  netcheck why ${quoted(url)}`)], outcome: 'ok' },
    )
  );
}

/** The same of a server that hangs up on what some say in their requests, as robots do. */
function onWords(
  talk: Talk,
  owner: Process | undefined,
  files: readonly ConfigurationFile[],
): Finding | undefined {
  const passed = passedBy(talk);
  const by = isNginx(owner) && !hangsUpBy(files, passed) ? hangsUpIf(files, passed) : undefined;
  return (
    by &&
    finding(
      'note',
      `${owner!.name} hangs up on requests for what they say (${inWords(by)}).`,
      'hangs up on some requests',
      [written({ ...by, text: inWords(by) })],
      { fixes: [], outcome: 'ok' },
    )
  );
}

/** The same where the answer itself is the question, and the name that was asked by is no site's. */
export function toStranger(
  talk: Talk,
  owner: Process | undefined,
  files: readonly ConfigurationFile[],
): Finding | undefined {
  const { first, url } = talk;
  // What wants a header of the PROXY protocol hangs up on every name.
  const header = talk.probe.conversations.some(
    ({ service, outcome }) => service?.startsWith('proxy-protocol') && outcome === 'answered',
  );
  const by = url && hungUp(first) && !header ? hangsUp(talk, owner, files) : undefined;
  const host = hostIn(first.name ?? first.address);
  return (
    by &&
    finding(
      'error',
      `${owner!.name} hangs up on requests for ${host}, which is none of its sites (${by.text}); its sites on port ${first.port} are for ${listed(by)}.`,
      `no site for ${host}`,
      [told(first, `${first.outcome} without a byte`), written(by)],
      {
        fixes: [
          advice(
            `Give ${host} a site`,
            `Add ${host} to the server_name of the site that is meant, then reload nginx: nginx -s reload`,
            true,
          ),
          bySite(talk, by),
        ],
        outcome: first.outcome === 'reset' ? 'reset' : 'no-answer',
      },
    )
  );
}
