import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { valueIn } from '../../facts/fact.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Process } from '../../facts/processes/types.js';
import { isDoor } from '../../programs/debugger.js';
import { invocationOf } from '../../programs/invocation.js';
import { defineRule, type Finding } from '../rule.js';
import { advice, finding, hostIn, type Talk, talkOf, told } from '../talk.js';
import { ownersOf, unseenServer } from './owner.js';
import { knowsBoth, ownProtocol, servedAs, speaks } from './speaks.js';

/** What speaks there instead of HTTP, and the conversation that shows it. */
interface Spoken {
  readonly protocol: string | null;
  readonly by: Conversation;
}

const plainHttp = new Set(['http', 'tls']);

/** Nothing, or the first letters of a status line, that a slow server may go on with. */
const mayBecomeHttp = (bytes: string): boolean => 'HTTP/'.startsWith(bytes.slice(0, 5));

/** By its first bytes: to the request, to a question in its own protocol, or to a handshake's plain-text proof. */
function byBytes(talk: Talk): Spoken | undefined {
  for (const reason of ['asked', 'service', 'plain-proof', 'wait'] as const)
    for (const by of talk.probe.conversations)
      if (by.reason === reason && by.protocol !== null && !plainHttp.has(by.protocol))
        return { protocol: by.protocol, by };
  const { first } = talk;
  const unknown =
    (first.asked === 'http' || first.tls?.version != null) &&
    first.outcome === 'answered' &&
    first.http === null &&
    first.protocol === null;
  return unknown && !mayBecomeHttp(first.firstBytes) ? { protocol: null, by: first } : undefined;
}

/** The first bytes as an evidence quotes them. */
const quote = ({ banner, firstBytes }: Conversation): string => {
  if (banner !== null) return banner;
  const text = firstBytes.slice(0, 60);
  const readable = /^[\x20-\x7e\r\n\t]+$/.test(text);
  return readable ? text.trim() : `bytes ${Buffer.from(text.slice(0, 16), 'latin1').toString('hex')}`;
};

/** HTTP was asked, and did not come: not of a port where another protocol was to be expected. */
const inQuestion = ({ first, url }: Talk): boolean => first.http === null && (url || first.asked === 'http');

/** The first question got no byte, and HTTP was not heard later either. */
const isMute = ({ first, probe }: Talk): boolean =>
  ['closed', 'reset', 'silent'].includes(first.outcome) &&
  !probe.conversations.some(({ http }) => http !== null);

/** What its program serves; at the door for a debugger, which hangs up on whoever does not begin as one, what that speaks. */
function servedBy(owner: Process, { probe }: Talk, files: readonly ConfigurationFile[]): string | undefined {
  if (!isDoor(owner, probe.port)) return ownProtocol(owner, probe.port, files);
  const { language } = invocationOf(owner);
  return language === 'java' ? 'jdwp' : language === 'python' ? 'debugpy' : undefined;
}

/** What was heard, but HTTP/2 of a web server that knows HTTP/1 as well. */
function heard(
  talk: Talk,
  owner: Process | undefined,
  seen: readonly Process[],
  files: readonly ConfigurationFile[],
) {
  const said = byBytes(talk);
  const alone = said?.protocol !== 'http2' || !owner || !knowsBoth(owner, seen, files);
  return alone ? said : undefined;
}

/** Whether a hidden program has HTTP/1 as well, and turns this client away, is not known. */
const mayKnowBoth = (talk: Talk, said: Spoken | undefined): boolean =>
  talk.url && isMute(talk) && said?.protocol === 'http2';

const byOwner = (talk: Talk, protocol: string | undefined): Spoken | undefined =>
  protocol === undefined ? undefined : { protocol, by: talk.first };

/** A page that is handed out as it is: by netcat, most often. */
const withHead = (port: number) =>
  advice(
    'Serve the page by a web server, or send the head first',
    `In the folder of the page:\n  python3 -m http.server ${port}\nA program of one's own, netcat too, has to send "HTTP/1.1 200 OK", a line end, and an empty line before the page.`,
  );

const elsewhere = ({ url }: Talk) =>
  url ? [advice('Ask the port where the web server is', 'netcheck ports lists what listens where.')] : [];

/** Bytes of no protocol that is known here; a page without its head among them. */
function unnamed(talk: Talk, by: Conversation): Finding {
  const headless = by.firstBytes.trimStart().startsWith('<');
  const why =
    ': its page comes without a status line (HTTP/1.1 200 OK) before it. curl calls that HTTP/0.9 and refuses it';
  return finding(
    talk.url ? 'error' : 'note',
    `What listens there does not speak HTTP${headless ? why : ''}.`,
    'speaks no HTTP',
    [told(by, `The first bytes are of no protocol that is known here: ${quote(by)}`)],
    {
      fixes: [...(headless ? [withHead(talk.probe.port)] : []), ...elsewhere(talk)],
      outcome: talk.url ? 'http-error' : 'ok',
    },
  );
}

/** Another protocol, by its bytes (`shown`) or by what its program serves (`server`). */
function foreign(
  talk: Talk,
  spoken: Spoken & { readonly protocol: string },
  shown: boolean,
  server: Process | undefined,
): Finding {
  const host = hostIn(talk.first.name ?? talk.probe.address);
  const inTls = talk.first.tls?.version != null;
  const { title, client } = speaks(spoken.protocol, host, talk.probe.port, inTls);
  const bytes = spoken.by.outcome === 'answered' ? `: ${quote(spoken.by)}` : '';
  return finding(
    talk.url ? 'error' : 'note',
    `What listens there speaks ${title}, ${spoken.protocol === 'http2' ? 'and not HTTP/1, by which most clients begin' : 'not HTTP'}.`,
    `speaks ${title}`,
    [
      told(
        spoken.by,
        shown
          ? `The first bytes are those of ${title}${bytes}`
          : `It ${talk.first.outcome === 'silent' ? 'says nothing to' : 'hangs up on'} HTTP, as ${title} does`,
      ),
      ...(server ? [servedAs(server, title)] : []),
    ],
    {
      fixes: [...(client ? [advice('Use its own client', client)] : []), ...elsewhere(talk)],
      outcome: talk.url ? 'http-error' : 'ok',
    },
  );
}

/** HTTP was asked of something that speaks another protocol. Asked about as a port, that is no fault, and hardly news. */
export const rule = defineRule({
  code: 'http/not-http',
  needs: ['probes'],
  mayUse: ['sockets', 'owners', 'processes', 'configuration', 'machine'],
  explainedBy: [
    'tls/starttls-port',
    'tls/http-to-https-port',
    'http/bad-gateway',
    'tcp/accept-queue-full',
    'process/stopped',
    'process/busy',
    'process/hung',
    'process/fd-limit',
  ],
  check(seen, question) {
    const { probes, sockets, owners, processes, configuration } = seen;
    const talk = talkOf(probes, question);
    if (!talk || !inQuestion(talk)) return undefined;
    const owner = isMute(talk) ? ownersOf(question, sockets, owners, processes)[0] : undefined;
    const files = valueIn(configuration) ?? [];
    const said = heard(talk, owner, valueIn(processes) ?? [], files);
    const unseen = mayKnowBoth(talk, said) ? unseenServer(question, seen) : undefined;
    if (unseen) return unseen;
    const ofOwner = owner && servedBy(owner, talk, files);
    const spoken = said ?? byOwner(talk, ofOwner);
    if (!spoken) return undefined;
    if (spoken.protocol === null) return unnamed(talk, spoken.by);
    return foreign(
      talk,
      { ...spoken, protocol: spoken.protocol },
      said !== undefined,
      ofOwner ? owner : undefined,
    );
  },
});
