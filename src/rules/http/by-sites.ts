import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { deniesName } from '../../programs/access/haproxy-names.js';
import { hostSent } from '../../programs/proxies/upstream.js';
import type { Finding } from '../rule.js';
import { advice, finding, hostIn, statusOf, type Talk, told } from '../talk.js';
import { bySite, listed, passedBy, toStranger, written } from './strangers.js';

/** HAProxy has an answer for those whose name its rules do not know. */
function toUnnamed(
  talk: Talk,
  owner: Process | undefined,
  files: readonly ConfigurationFile[],
): Finding | undefined {
  const { end, first, url, probe } = talk;
  if (!url || end !== first || !end.http || owner?.name !== 'haproxy') return undefined;
  const host = hostIn(first.name ?? first.address);
  const sent = hostSent(host, first.port);
  const coming = { client: probe.address, server: probe.address };
  const by = deniesName(files, { ...passedBy(talk), host: sent }, coming);
  // That no backend takes it is what bad-gateway says.
  if (by?.status !== end.http.status || !by.text.startsWith('http-request')) return undefined;
  const hasPort = sent !== host.toLowerCase();
  return finding(
    'error',
    `HAProxy turns requests for ${sent} away by "${by.text}" (${by.file}:${by.line}); the names that its rules know are ${listed(by)}.`,
    `${sent} not allowed`,
    [told(end, statusOf(end.http)), written(by)],
    {
      fixes: [
        advice(
          `Let ${sent} in`,
          `At ${by.file}:${by.line}, or in the acl that it names: add ${sent} to the names${hasPort ? ' (of another port than 80 and 443 the header holds the port, too)' : ''}. Then: systemctl reload haproxy`,
          true,
        ),
        ...(hasPort ? [] : [bySite(talk, by)]),
      ],
      outcome: 'http-error',
    },
  );
}

/** The configuration says by which line whoever asks by this name is turned away, and which names it knows. */
export const turnedAway = (
  talk: Talk,
  owner: Process | undefined,
  files: readonly ConfigurationFile[] = [],
): Finding | undefined => toStranger(talk, owner, files) ?? toUnnamed(talk, owner, files);
