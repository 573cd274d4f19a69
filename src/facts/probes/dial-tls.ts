import type { TLSSocket } from 'node:tls';
import { withoutEndDot } from '../../net/host.js';
import { askedWith, type Call, sniOf } from './call.js';
import { connect } from './connect.js';
import { askOn, blank, getOn, heard, waitOn } from './converse.js';
import { hostHeader } from './http.js';
import type { Line } from './line.js';
import type { Handshake, Shaken } from './tls.js';
import type { Conversation, TlsReport } from './types.js';
import { type Wire, wireOf } from './wire.js';

/** How long a handshake may take before another way is tried. */
const HANDSHAKE = 4000;

/**
 * The server may know HTTP/2 and nothing older: it ended the handshake for want of a protocol in common (RFC 7301 § 3.2), or
 * chose none, and hangs up on the request or sends frames.
 */
const wantsHttp2 = ({ report, socket }: Shaken, { outcome, http, protocol }: Conversation): boolean =>
  report.alert === 'no_application_protocol' ||
  (socket?.alpnProtocol === false &&
    (outcome === 'closed' || outcome === 'reset' || (http === null && protocol === 'http2')));

/** Shakes hands once more on a new connection and offers HTTP/2; undefined where that fails, or is not chosen: no client goes on in it then. */
async function inHttp2(call: Call, base: Conversation, handshake: Handshake, deadline: number) {
  const { shakeHands } = await import('./tls.js');
  const { line } = await connect(call.address, call.port, call.local, deadline);
  const shaken = line && (await shakeHands(line.socket(), { ...handshake, offers: 'h2' }, deadline));
  if (shaken?.socket?.alpnProtocol !== 'h2') {
    shaken?.socket?.destroy();
    return undefined;
  }
  const { getInHttp2 } = await import('./http2.js');
  const until = Math.min(deadline, performance.now() + HANDSHAKE);
  const { upgrade: _, ...plain } = base;
  const conversation = await getInHttp2(shaken.socket, plain, call.host, call.path, until, call.credentials);
  return { ...conversation, tls: afterwards(shaken.report, conversation) };
}

/** What a run keeps for asking in plain HTTP whoever says nothing to a handshake, if that had this long, milliseconds. */
const IN_PLAIN = 1500;
const AT_LEAST = 2000;

/** Shakes hands on an open connection, and asks in TLS what was to be asked. */
export async function inTls(line: Line, call: Call, deadline: number): Promise<Conversation> {
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
    name: withoutEndDot(call.host.replace(/%.*$/, '')),
    old: call.old ?? false,
    directories: call.directories ?? [],
    ...(asked === 'https' && { offers: 'http/1.1' }),
  };
  const spare = call.reason === 'asked' ? Math.max(start + AT_LEAST, deadline - IN_PLAIN) : deadline;
  const until = Math.min(deadline, spare, start + (call.patience ?? HANDSHAKE));
  const shaken = await shakeHands(line.socket(), handshake, until);
  const ms = performance.now() - start;
  if (shaken.socket === null) {
    const { ended, report } = shaken;
    const protocol = report.alert === null ? null : 'tls';
    const failed = { ...base, outcome: ended ?? 'tls-failed', tls: report, protocol, ms } as const;
    return (wantsHttp2(shaken, failed) && (await inHttp2(call, base, handshake, deadline))) || failed;
  }
  if (asked === 'tls') return inItself(shaken.socket, call, { ...base, tls: shaken.report, ms }, until);
  const conversation = await getOn(
    wireOf(shaken.socket),
    base,
    call.host,
    call.path,
    deadline,
    call.credentials,
  );
  const told = { ...conversation, tls: afterwards(shaken.report, conversation) };
  if (told.tls.alert !== null || !wantsHttp2(shaken, told)) return told;
  const newer = await inHttp2(call, base, handshake, deadline);
  return newer?.http ? newer : told;
}

/** What a service that was expected says in TLS to its own first question; that it speaks TLS, where it says nothing known. Where nothing is to be asked, whether it stays. */
async function inItself(socket: TLSSocket, call: Call, base: Conversation, until: number) {
  const shaken: Conversation = { ...base, outcome: 'answered', protocol: 'tls' };
  if (call.service === undefined) {
    socket.destroy();
    return shaken;
  }
  if (call.service === 'silent') return waitOn(wireOf(socket), base, until);
  const heard = await askOn(wireOf(socket), base, call.service, until);
  return heard.protocol === call.service ? heard : shaken;
}

/** Says hello in TLS 1.2 and hears whether a client certificate is wanted. */
export async function inHello(line: Line, call: Call, deadline: number): Promise<Conversation> {
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

/** The same where a header of the PROXY protocol is wanted first. */
export async function inHelloBehindProxy(wire: Wire, base: Conversation, call: Call, deadline: number) {
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
