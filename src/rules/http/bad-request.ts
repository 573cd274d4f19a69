import { valueIn } from '../../facts/fact.js';
import type { HttpAnswer } from '../../facts/probes/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { defineRule } from '../rule.js';
import { advice, finding, statusOf, told } from '../talk.js';
import { asBrought } from './as-brought.js';
import { gatekeeperOf } from './host-checks.js';
import { answered, quoted } from './status.js';

/**
 * Pages by which a server's own parser turns a request away before any application sees it: nginx, Apache, HAProxy, Tomcat,
 * Jetty, gunicorn, uvicorn, Go, Squid. An application's 400 is about what it was asked, and its to give: of Tomcat's pages
 * one that reports a status is an application's sendError(), its parser's reports an exception.
 */
const parsers: readonly RegExp[] = [
  /<center>(?:nginx|openresty|tengine|angie)\b/i,
  /Your browser sent (?:a request that this server could not understand|an invalid request)/,
  /<b>Type<\/b> Exception Report<|never valid in a domain name/,
  /Bad Message 400/,
  /<h1><p>Bad Request<\/p><\/h1>/,
  /^Invalid HTTP request received\./,
  /^400 Bad Request: (?:(?:malformed|missing required|too many) Host header|invalid header)/,
  /ERR_INVALID_(?:URL|REQ)/,
];

/** Node's parser answers with a bare head: not even a date is in it. */
const isBare = ({ headers, body }: HttpAnswer): boolean =>
  body === '' && Object.keys(headers).every(name => name === 'connection');

/** Go's net/http answers what it cannot parse with a head that has no date; its applications' answers have one. */
const isGos = ({ headers, body }: HttpAnswer): boolean =>
  headers.date === undefined && /^400 Bad Request\s*$/.test(body);

/** The request itself is refused, and not what an application was asked by it. */
const refusesRequest = (answer: HttpAnswer): boolean =>
  answer.status === 414 ||
  answer.status === 431 ||
  (answer.status === 400 &&
    (isBare(answer) || isGos(answer) || parsers.some(words => words.test(answer.body))));

type Reading = readonly [words: RegExp, says: string, fix: Fix];

/** What the words of the page, or the status, say is wrong with the request. */
const readings: readonly Reading[] = [
  [
    /Request Header Or Cookie Too Large|Size of a request header|^431/,
    'its headers are too large',
    advice(
      'Let the server take larger headers, or send less',
      'Cookies of the site that have piled up are the usual reason: delete them in the browser. nginx: large_client_header_buffers 4 32k; Apache: LimitRequestFieldSize; Node: --max-http-header-size.',
      true,
    ),
  ],
  [
    /^414/,
    'its URL is too long',
    advice(
      'Let the server take longer URLs, or send less in the URL',
      'nginx: large_client_header_buffers 4 32k; Apache: LimitRequestLine 32768. What is long belongs in the body of a POST.',
      true,
    ),
  ],
  [
    /never valid in a domain name|malformed Host|host \[|[Ii]nvalid [Hh]ost/,
    'its Host header is none',
    advice(
      'Use a host name without underscores, and let a proxy in front pass on the one that it was given',
      'nginx sends the name of the upstream block, unless proxy_set_header Host $host; is beside the proxy_pass.',
      true,
    ),
  ],
  [
    /ERR_INVALID_/,
    'it is a forward proxy, and was asked as a web server is',
    advice('Ask through it', 'curl -x http://ADDRESS:PORT http://example.com/ asks it as browsers do.'),
  ],
];

/** The server itself finds the request malformed or too large, before any application sees it; or the application does so as its proxy brings it. */
export const rule = defineRule({
  code: 'http/bad-request',
  needs: ['probes'],
  explainedBy: [
    'http/bad-gateway',
    'http/host-not-allowed',
    'http/no-upgrade',
    'http/wrong-virtual-host',
    'port/shadowed',
    'port/shared',
    'tls/client-certificate',
    'tls/http-to-https-port',
  ],
  mayUse: ['upstreams', 'configuration'],
  check({ probes, upstreams, configuration }, question) {
    const found = answered(probes, question, status => [400, 414, 426, 431].includes(status));
    if (!found?.talk.url || gatekeeperOf(found.answer, found.talk.end.path)) return undefined;
    const { talk, answer } = found;
    if (!refusesRequest(answer)) {
      const passing = valueIn(upstreams);
      return passing && asBrought(talk, passing, valueIn(configuration) ?? []);
    }
    const text = `${answer.status} ${answer.body}`;
    const [, says, fix] = readings.find(([words]) => words.test(text)) ?? [];
    return finding(
      'error',
      `The server turns the request itself away, before any application sees it: ${statusOf(answer)}${says ? `; ${says}` : ''}.`,
      `${answer.status}`,
      [told(talk.end, `${statusOf(answer)}. ${quoted(answer)}`)],
      {
        fixes: [
          fix ??
            advice(
              "Look into the server's error log",
              'It says what is wrong with the request: the host name, a header, the length of the URL, or another protocol in front of it (PROXY, TLS). nginx says so at level info: error_log … info;',
            ),
        ],
        outcome: 'http-error',
      },
    );
  },
});
