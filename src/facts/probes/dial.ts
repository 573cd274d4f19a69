import { familyOf } from '../../net/address.js';
import type { Credentials } from '../../net/credentials.js';
import { connect } from './connect.js';
import { askOn, blank, getOn, heard, listenOn, waitOn } from './converse.js';
import { hostHeader } from './http.js';
import type { Line } from './line.js';
import type { Asking, ProbePlan } from './plan.js';
import type { Handshake, Shaken } from './tls.js';
import type { Conversation, Reason, TlsReport } from './types.js';
import type { Service } from './well-known.js';
import { type Wire, wireOf } from './wire.js';

/** One conversation to be had. */
export interface Call {
  readonly address: string;
  readonly port: number;
  readonly local: boolean;
  readonly reason: Reason;
  /** hello: the first half of a TLS 1.2 handshake, in the clear. */
  readonly how: 'http' | 'https' | 'tls' | 'hello' | Service;
  /** For the Host header; and for SNI, unless `sni` says otherwise. */
  readonly host: string;
  readonly path: string;
  readonly origin?: string;
  /** The request asks to switch to WebSocket. */
  readonly upgrade?: true;
  readonly credentials?: Credentials;
  /** The name in the handshake; null for none, missing for the host's own. */
  readonly sni?: string | null;
  readonly old?: boolean;
  readonly directories?: readonly string[];
  /** Milliseconds to wait for the first byte; missing where a slow server is to be waited for. */
  readonly patience?: number;
  /** The program is known, so the service is not just guessed from the port's number. */
  readonly sure?: boolean;
}

/** How long a handshake may take before another way is tried. */
const HANDSHAKE = 4000;

/** A question about the server itself is answered at once, milliseconds. */
const UPSTREAM_PATIENCE = 800;

/** Names go into the handshake, addresses do not (RFC 6066 § 3). */
export const sniOf = (call: Call): string | null =>
  call.sni === undefined ? (familyOf(call.host) ? null : call.host) : call.sni;

/** The server knows HTTP/2 and nothing older: it ended the handshake for want of a protocol in common (RFC 7301). */
const wantsHttp2 = ({ report }: Shaken): boolean => report.alert === 'no_application_protocol';

/** Shakes hands once more on a new connection and offers HTTP/2; undefined where that fails too. */
async function inHttp2(call: Call, base: Conversation, handshake: Handshake, deadline: number) {
  const { shakeHands } = await import('./tls.js');
  const { line } = await connect(call.address, call.port, call.local, deadline);
  const shaken = line && (await shakeHands(line.socket(), { ...handshake, offers: 'h2' }, deadline));
  if (!shaken?.socket) return undefined;
  const { getInHttp2 } = await import('./http2.js');
  const until = Math.min(deadline, performance.now() + HANDSHAKE);
  const { upgrade: _, ...plain } = base;
  const conversation = await getInHttp2(shaken.socket, plain, call.host, call.path, until, call.credentials);
  return { ...conversation, tls: afterwards(shaken.report, conversation) };
}

async function inTls(line: Line, call: Call, deadline: number): Promise<Conversation> {
  const { shakeHands } = await import('./tls.js');
  const asked = call.how === 'tls' ? 'tls' : 'https';
  const name = hostHeader(call.host, call.port, 'https');
  const base = {
    ...blank(call.address, call.port, asked, call.reason),
    ...askedWith(call),
    name,
    path: call.path,
  };
  const start = performance.now();
  const handshake: Handshake = {
    sni: sniOf(call),
    name: call.host.replace(/%.*$/, ''),
    old: call.old ?? false,
    directories: call.directories ?? [],
    ...(asked === 'https' && { offers: 'http/1.1' }),
  };
  const until = Math.min(deadline, start + (call.patience ?? HANDSHAKE));
  const shaken = await shakeHands(line.socket(), handshake, until);
  const ms = performance.now() - start;
  if (shaken.socket === null) {
    const { ended, report } = shaken;
    const newer = wantsHttp2(shaken) ? await inHttp2(call, base, handshake, deadline) : undefined;
    const protocol = report.alert === null ? null : 'tls';
    return newer ?? { ...base, outcome: ended ?? 'tls-failed', tls: report, protocol, ms };
  }
  if (asked === 'tls') {
    shaken.socket.destroy();
    return { ...base, outcome: 'answered', protocol: 'tls', tls: shaken.report, ms };
  }
  const conversation = await getOn(
    wireOf(shaken.socket),
    base,
    call.host,
    call.path,
    deadline,
    call.credentials,
  );
  return { ...conversation, tls: afterwards(shaken.report, conversation) };
}

/** Says hello in TLS 1.2 and hears whether a client certificate is wanted. */
async function inHello(line: Line, call: Call, deadline: number): Promise<Conversation> {
  const { CERTIFICATE_REQUEST, handshakeTypes, helloOf12, SERVER_HELLO_DONE } = await import(
    './tls-hello.js'
  );
  const { failedReport } = await import('./tls.js');
  const wire = line.wire();
  const sni = sniOf(call);
  const start = performance.now();
  wire.send(helloOf12(sni));
  const done = (bytes: Buffer) => handshakeTypes(bytes).includes(SERVER_HELLO_DONE);
  const received = await wire.receive(done, Math.min(deadline, start + HANDSHAKE / 2));
  const base = { ...blank(call.address, call.port, 'tls', call.reason), name: call.host };
  const conversation = heard(base, received, wire, performance.now() - start);
  const requested = handshakeTypes(wire.bytes()).includes(CERTIFICATE_REQUEST);
  wire.close();
  const tls = { ...failedReport(sni, null, null), clientCertificateRequested: requested };
  return { ...conversation, firstBytes: '', tls };
}

async function inHelloBehindProxy(wire: Wire, base: Conversation, call: Call, deadline: number) {
  const { helloBehindProxy } = await import('./behind-proxy.js');
  return helloBehindProxy(wire, base, sniOf(call), deadline);
}

/** In TLS 1.3 the server tells after the handshake that it wanted a client certificate. */
function afterwards(report: TlsReport, conversation: Conversation): TlsReport {
  const wanted = /CERTIFICATE_REQUIRED|BAD_CERTIFICATE|HANDSHAKE_FAILURE/.test(conversation.errno ?? '');
  if (!wanted) return report;
  return {
    ...report,
    alert: 'certificate_required',
    error: conversation.errno,
    clientCertificateRequested: true,
  };
}

/** What a conversation tells of its request beside the path. */
const askedWith = ({ origin, upgrade }: Call): Pick<Conversation, 'origin' | 'upgrade'> => ({
  ...(origin !== undefined && { origin }),
  ...(upgrade && { upgrade }),
});

/** Has one conversation on an open connection, and closes it. */
export function speak(line: Line, call: Call, last: number): Promise<Conversation> {
  const deadline = call.patience ? Math.min(last, performance.now() + 2 * call.patience) : last;
  const { how, reason, host, path } = call;
  if (how === 'https' || how === 'tls') return inTls(line, call, deadline);
  if (how === 'hello') return inHello(line, call, deadline);
  const wire = line.wire();
  const asked = how === 'http' ? 'http' : how === 'greeting' || how === 'silent' ? 'listen' : 'service';
  const base = {
    ...blank(call.address, call.port, asked, reason),
    ...askedWith(call),
    service: asked === 'service' ? how : null,
  };
  if (how === 'proxy-protocol-tls') return inHelloBehindProxy(wire, base, call, deadline);
  if (how === 'http') return getOn(wire, base, host, path, deadline, call.credentials);
  if (how === 'greeting') return listenOn(wire, base, host, call.sure ?? false, deadline);
  if (how === 'silent') return waitOn(wire, base, deadline);
  return askOn(wire, base, how, Math.min(deadline, performance.now() + (call.patience ?? Infinity)));
}

/** What the caller wanted to do with the connection. */
const askedOf = ({ how }: Call): Conversation['asked'] => {
  if (how === 'https' || how === 'http' || how === 'tls') return how;
  return how === 'greeting' || how === 'silent' ? 'listen' : 'service';
};

/**
 * Connects, and has one conversation. Where no connection is had, the conversation is `failed` with its errno; but a
 * reset that comes as fast as the connection itself is the server's, as it is a moment later.
 */
export async function dial(call: Call, deadline: number): Promise<Conversation> {
  const connection = await connect(call.address, call.port, call.local, deadline);
  if (connection.line !== null) return speak(connection.line, call, deadline);
  return {
    ...blank(call.address, call.port, askedOf(call), call.reason),
    outcome: connection.outcome === 'reset' ? 'reset' : 'failed',
    name:
      call.how === 'http' || call.how === 'https' ? hostHeader(call.host, call.port, call.how) : call.host,
    path: call.path,
    errno: connection.errno,
    ms: connection.ms,
  };
}

/** The first call of a plan: the person's own question. */
export function firstCall(
  plan: Pick<ProbePlan, 'address' | 'port' | 'local' | 'because'>,
  asking: Asking,
): Call {
  const how = asking.manner === 'http' || asking.manner === 'https' ? asking.manner : asking.service;
  return {
    address: plan.address,
    port: plan.port,
    local: plan.local,
    reason: 'asked',
    how: how === 'tls' ? 'https' : (how ?? 'http'),
    host: asking.name ?? plan.address,
    path: asking.path,
    sure: asking.sure,
    directories: asking.directories,
    ...(asking.origin !== undefined && { origin: asking.origin }),
    ...(asking.upgrade && { upgrade: asking.upgrade }),
    ...(asking.credentials && { credentials: asking.credentials }),
    ...(plan.because === 'upstream' && asking.service && { patience: UPSTREAM_PATIENCE }),
  };
}
