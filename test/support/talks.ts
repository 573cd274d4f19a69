// Conversations in plain facts, for the rules that judge what a server said.
import { known } from '../../src/facts/fact.js';
import type { Facts } from '../../src/facts/facts.js';
import { blank } from '../../src/facts/probes/converse.js';
import type {
  Certificate,
  Conversation,
  HttpAnswer,
  Probe,
  TlsReport,
} from '../../src/facts/probes/types.js';
import { parseTarget } from '../../src/net/parse-target.js';
import type { Question } from '../../src/net/question.js';
import { fromHere, fromLan, world } from './ground.js';
import { listener, running } from './healthy.js';

/** The moment at which certificates are judged. */
export const now = Date.UTC(2026, 10, 20, 12);
const DAY = 86_400_000;

/** An answer in HTTP. */
export const answer = (status: number, body = '', headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  reason: '',
  headers,
  body,
});

/** A certificate for site.test by an authority, good for a month to both sides. */
export const certificate = (over: Partial<Certificate> = {}): Certificate => ({
  subject: 'CN=site.test',
  issuer: 'CN=Test Root',
  names: ['site.test'],
  nameCount: 1,
  validFrom: now - 30 * DAY,
  validTo: now + 30 * DAY,
  fingerprint: 'AA',
  selfSigned: false,
  issuerUrl: null,
  ...over,
});

/** A handshake that went well. */
export const shaken = (over: Partial<TlsReport> = {}): TlsReport => ({
  version: 'TLSv1.3',
  sni: 'site.test',
  alert: null,
  error: null,
  chain: [certificate()],
  untrusted: null,
  nameMatches: true,
  clientCertificateRequested: false,
  ...over,
});

/** A handshake that did not. */
export const unshaken = (over: Partial<TlsReport> = {}): TlsReport =>
  shaken({ version: null, chain: [], nameMatches: null, ...over });

/** One conversation with 10.77.0.1:8000: answered with 200 in plain HTTP but for what `over` says. */
export const said = (over: Partial<Conversation> = {}): Conversation => ({
  ...blank('10.77.0.1', 8000, 'http', 'asked'),
  name: '10.77.0.1:8000',
  path: '/',
  outcome: 'answered',
  protocol: 'http',
  http: answer(200),
  ms: 2,
  ...over,
});

/** The same in TLS, asked by the name site.test, after this handshake. */
export const inTls = (report: Partial<TlsReport> = {}): Conversation =>
  said({ asked: 'https', name: 'site.test:8000', tls: shaken(report) });

/** The same with a service that speaks no HTTP, and what it says of itself. */
export const spoke = (
  protocol: string,
  banner: string | null,
  over: Partial<Conversation> = {},
): Conversation => said({ asked: 'service', protocol, banner, http: null, ...over });

/** A conversation that brought no byte. */
export const mute = (over: Partial<Conversation> = {}): Conversation =>
  said({ outcome: 'closed', protocol: null, http: null, ...over });

/** The attempt to reach 10.77.0.1:8000 with what was said. */
export const attempt = (conversations: readonly Conversation[], over: Partial<Probe> = {}): Probe => ({
  protocol: 'tcp',
  address: '10.77.0.1',
  port: 8000,
  outcome: 'connected',
  errno: null,
  offender: null,
  ms: 1,
  conversations,
  ...over,
});

/** A machine on which 10.77.0.1:8000 said this. */
export const heard = (conversations: readonly Conversation[], over: Partial<Facts> = {}): Facts =>
  world({
    machine: known({ now } as never, 'the test'),
    probes: known([attempt(conversations)], 'connections made'),
    ...over,
  });

/** A request over TLS for which no handshake came about. */
export const failedHandshake = (report: Partial<TlsReport> = {}): Conversation =>
  mute({ asked: 'https', name: 'site.test', outcome: 'tls-failed', tls: unshaken(report) });

/** What was typed, asked from here of 10.77.0.1:8000. */
export const typed = (input: string): Question =>
  fromHere({ target: parseTarget(input), address: '10.77.0.1', port: 8000 });

/** The same from the network. */
export const typedElsewhere = (input: string): Question =>
  fromLan({ target: parseTarget(input), port: 8000 });

/** A URL and a port of the same server. */
export const url = typed('http://10.77.0.1:8000/');
export const secureUrl = typed('https://site.test:8000/');
export const port = typed('10.77.0.1:8000');

/** nginx with these rules in its server, which answered here with this status, as a client on the network asks for it. */
export function fromLanByNginx(rules: string, status: number): { facts: Facts; question: Question } {
  const text = `server { listen 8000; ${rules} }`;
  const facts = heard([said({ http: answer(status, '', { server: 'nginx' }), port: 8000 })], {
    configuration: known([{ path: '/etc/nginx/nginx.conf', text, modifiedAt: 0 }], 'the test'),
    sockets: known([], 'the test'),
    owners: known({ pidsByInode: {}, hidden: [] }, 'the test'),
    processes: known([], 'the test'),
  });
  return { facts, question: fromLan({ target: url.target, address: '10.77.0.1', port: 8000 }) };
}

/** nginx's own processes on port 8000, the worker from five seconds on, and its file of sites, changed at `modifiedAt`. */
export const nginxOn8000 = (text: string, modifiedAt: number): Partial<Facts> => ({
  configuration: known([{ path: '/etc/nginx/conf.d/shop.conf', text, modifiedAt }], 'the test'),
  sockets: known([listener('0.0.0.0', 8000)], 'the test'),
  owners: known({ pidsByInode: { 13000: [7, 8] }, hidden: [] }, 'the test'),
  processes: known(
    [
      running(7, ['nginx: master process'], { name: 'nginx', startedAt: 1_000_000 }),
      running(8, ['nginx: worker process'], { name: 'nginx', parent: 7, startedAt: 5_000_000 }),
    ],
    'the test',
  ),
});
