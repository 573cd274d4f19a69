import type { Conversation } from './types.js';

/** Answers by which a server may turn away a Host header that it does not expect. */
const hostWords =
  /Invalid Host|Host header|host .{0,80}not (allowed|permitted|trusted)|Blocked (request|host)|DisallowedHost|untrusted domain/i;
/** An application that finds its site by the Host header, and says which one it does not know: "unknown app shop.test". */
const namesItsHost = ({ name, http }: Conversation): boolean => {
  const host = name?.replace(/:\d+$/, '') ?? '';
  return /[a-z]/i.test(host) && http?.status === 500 && http.body.slice(0, 1024).includes(host);
};

/** An answer that may come of a Host header which the server does not expect. */
export const smellsOfHostCheck = (conversation: Conversation): boolean => {
  const { http } = conversation;
  if (http === null) return false;
  const told = [400, 403, 421].includes(http.status) || hostWords.test(http.body.slice(0, 1024));
  return told || namesItsHost(conversation);
};

/** An answer of a server that has nothing against the name it was asked by. */
export const isWelcome = (other: Conversation | undefined): boolean =>
  other?.http != null && !smellsOfHostCheck(other) && other.http.status < 500;

/** The server's own words, or a Host header that it calls malformed, misdirected or bad. */
export const blamesHost = ({ http }: Conversation): boolean =>
  http !== null &&
  http.status >= 400 &&
  http.status < 500 &&
  (http.status === 400 || hostWords.test(http.body.slice(0, 1024)));

/**
 * Python's http.server took the line by which a proxy begins (PROXY TCP4 … 51234 8080) for the request, and its last word for the
 * version of HTTP: its page about that comes without a head.
 */
export const tookProxyLine = ({ http, firstBytes }: Conversation): boolean =>
  http === null && /Bad request version \('\d+'\)/.test(firstBytes);

/** Pages that a web server shows where no site is set up for a name. */
const defaultPage =
  /Welcome to nginx|Apache2 \w+ Default Page|It works!|default (web ?site|backend)|Welcome to CentOS|Test Page/i;

/** The page of a web server for which no site was set up. */
export const showsDefaultPage = ({ http }: Conversation): boolean =>
  http !== null && defaultPage.test(http.body);

/** The answer may be that of a site which is not the one that was meant. */
export const otherSite = ({ http }: Conversation): boolean =>
  http !== null && (http.status === 404 || http.status === 421 || defaultPage.test(http.body));

/** A server that hangs up on a name that it does not serve, as nginx does with `return 444`, has an answer for another. */
export const hungUp = ({ outcome, http, asked, tls }: Conversation): boolean =>
  http === null &&
  (outcome === 'closed' || outcome === 'reset') &&
  (asked === 'http' || (asked === 'https' && tls?.version != null));
