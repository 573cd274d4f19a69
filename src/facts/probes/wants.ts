import type { Conversation } from './types.js';

/** A server's own words for "this is an HTTPS port": nginx, Go, Apache, Tomcat, Node's http2, lighttpd. */
const httpsWords =
  /plain HTTP request was sent to HTTPS|HTTP request to an HTTPS|speaking plain HTTP to an SSL|requires TLS|HTTPS is required|instead of HTTPS|only HTTPS/i;

/** Webmin's page, which comes with the status of one that was found. */
const ofWebmin = /This web server is running in SSL mode/;

/** A plain request met something that may want TLS. */
export const wantsTls = ({ outcome, protocol, http }: Conversation): boolean =>
  protocol === 'tls' ||
  outcome === 'closed' ||
  outcome === 'reset' ||
  (http !== null &&
    (ofWebmin.test(http.body) ||
      (http.status >= 400 && http.status < 500 && httpsWords.test(`${http.reason} ${http.body}`))));

/** OpenSSL's errors for an answer that is no TLS at all. */
const plainErrors =
  /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|HTTPS_PROXY_REQUEST|UNEXPECTED_MESSAGE|UNKNOWN_PROTOCOL|BAD_RECORD_TYPE|DATA_LENGTH_TOO_LONG|RECORD_LAYER_FAILURE/;

/** A handshake met something that may speak in plain text. */
export const wantsPlain = ({ outcome, tls }: Conversation): boolean =>
  tls?.version == null &&
  (outcome === 'closed' ||
    outcome === 'reset' ||
    outcome === 'silent' ||
    (outcome === 'tls-failed' && tls?.alert == null && plainErrors.test(tls?.error ?? '')));

/** A hello got no byte, whatever became of the connection. */
export const endedUnheard = ({ outcome, tls }: Conversation): boolean =>
  tls?.version == null && (outcome === 'closed' || outcome === 'reset' || outcome === 'silent');

/** OpenSSL's errors where only an older version or weaker ciphers are spoken. */
const oldErrors =
  /UNSUPPORTED_PROTOCOL|KEY_TOO_SMALL|NO_PROTOCOLS|NO_SHARED|LEGACY|UNSAFE|VERSION_TOO_LOW|DIGEST|INAPPROPRIATE/;

/** A handshake ended as it does where only an older version or weaker ciphers are spoken. */
export const wantsOld = ({ outcome, tls }: Conversation): boolean =>
  outcome === 'tls-failed' &&
  (['protocol_version', 'handshake_failure', 'insufficient_security'].includes(tls?.alert ?? '') ||
    (tls?.alert == null && oldErrors.test(tls?.error ?? '')));

/** In TLS 1.3 it is missed after the handshake, and asyncio, on which Python's servers stand, ends the connection without an alert. */
const endedAfterwards = ({ asked, outcome, tls }: Conversation): boolean =>
  asked === 'https' && tls?.version === 'TLSv1.3' && (outcome === 'closed' || outcome === 'reset');

/** Alerts by which servers up to TLS 1.2 end a handshake in which the client has no certificate to show. */
const endedBy = ({ tls }: Conversation): boolean =>
  tls?.version == null &&
  ['handshake_failure', 'bad_certificate', 'certificate_unknown', 'no_certificate', 'access_denied'].includes(
    tls?.alert ?? '',
  );

/** It may have ended the connection for want of a client's certificate. */
export const wantsCertificate = (conversation: Conversation): boolean =>
  endedBy(conversation) || endedAfterwards(conversation);

/** Ends of a handshake that a missing name may explain. */
export const wantsName = ({ outcome, tls }: Conversation): boolean =>
  tls?.sni === null &&
  ((outcome === 'tls-failed' && tls.alert !== 'protocol_version' && !plainErrors.test(tls.error ?? '')) ||
    outcome === 'closed' ||
    outcome === 'reset');
