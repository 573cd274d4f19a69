import { urlOf } from '../../facts/probes/redirects.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { defineRule } from '../rule.js';
import { advice, statusOf, talkOf, told } from '../talk.js';

/** The server answers, and does not let a script of that page read the answer (Fetch standard, CORS check). */
export const rule = defineRule({
  code: 'client/cors-not-connectivity',
  needs: ['probes'],
  check({ probes }, question) {
    const { origin } = question.target;
    const talk = talkOf(probes, question);
    if (origin === undefined || !talk) return undefined;
    // The check is made of each answer on the way, redirects too (Fetch standard, "HTTP fetch").
    const hops = [talk.first, ...talk.probe.conversations.filter(({ reason }) => reason === 'redirect')];
    const closed = hops.find(each => each.http && !isReadable(each, each.origin ?? origin));
    if (!closed?.http) return undefined;
    const answer = closed.http;
    const sent = closed.origin ?? origin;
    const allowed = answer.headers['access-control-allow-origin'];
    const how =
      allowed === undefined ? 'no Access-Control-Allow-Origin' : `Access-Control-Allow-Origin: ${allowed}`;
    return {
      severity: 'warning',
      summary: `The server answers (${statusOf(answer)}), but a script of ${pageOf(origin)} may not read the answer: it has ${how}. The browser says "Failed to fetch" or "CORS"; the network is in order.`,
      says: 'not readable by scripts',
      evidence: [told(closed, `${statusOf(answer)} with ${how}, asked with Origin: ${sent}`)],
      fixes: [
        allowed?.includes(',')
          ? setOnce
          : origin === 'null'
            ? fromServer
            : sent === 'null'
              ? atOnce(closed)
              : allowing(origin),
      ],
      outcome: 'ok',
    };
  },
});

const pageOf = (origin: string): string =>
  origin === 'null' ? 'a page that was opened from a file' : `a page from ${origin}`;

const allowing = (origin: string): Fix =>
  advice(
    'Let the server allow that origin',
    `Access-Control-Allow-Origin: ${origin}, on errors too, and an answer to OPTIONS for what is not a simple request. In Express: the package cors; in Django: django-cors-headers; in Flask: Flask-Cors; in nginx: add_header … always.`,
  );

/** The header has one value: several, or the header twice, are none (Fetch standard, "CORS check"). */
const setOnce = advice(
  'Let one program alone set Access-Control-Allow-Origin, with one origin',
  "Often the application and the proxy in front of it each add one: take it out of one of them (nginx: add_header, or proxy_hide_header Access-Control-Allow-Origin; to drop the application's). For several origins, answer each with its own.",
);

/** After a redirect from one foreign site to another, the origin of every page is null. */
const atOnce = (end: Conversation): Fix =>
  advice(
    'Let the page ask where the redirect leads',
    `  ${urlOf(end)}\nTo there the browser was sent on by another scheme, host or port; then it sends Origin: null, which no server should allow.`,
  );

/** Every page from a file, and every sandboxed frame of anybody, has the origin null: nobody should allow that one. */
const fromServer = advice(
  'Open the page from a server instead of a file',
  'Its folder will do: netcheck serve, or python3 -m http.server. Then allow the origin that it has there. An answer that everybody may read can have Access-Control-Allow-Origin: *.',
);

/** A page may read what its own server says, and what others let it. The check is one of fetch(): a WebSocket is opened or refused by the server. */
function isReadable({ asked, name, http, upgrade }: Conversation, origin: string): boolean {
  const own = name !== null && origin === `${asked === 'https' ? 'https' : 'http'}://${name}`;
  const allowed = http?.headers['access-control-allow-origin'];
  return own || upgrade === true || allowed === '*' || allowed === origin;
}
