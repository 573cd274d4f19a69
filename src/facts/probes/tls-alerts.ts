/** TLS alerts by number (RFC 8446 § 6, RFC 5246 § 7.2, RFC 7301). */
const alerts: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  21: 'decryption_failed',
  22: 'record_overflow',
  30: 'decompression_failure',
  40: 'handshake_failure',
  41: 'no_certificate',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  100: 'no_renegotiation',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
  113: 'bad_certificate_status_response',
  115: 'unknown_psk_identity',
  116: 'certificate_required',
  120: 'no_application_protocol',
};

/** The name of an alert, or its number where it has none. */
export const alertName = (code: number): string => alerts[code] ?? `alert ${code}`;

/** The alert in OpenSSL's words ("tlsv1 alert protocol version", "SSL alert number 70"), or null where it speaks of none. */
export function alertIn(text: string): string | null {
  const number = /SSL alert number (\d+)/.exec(text);
  return number === null ? null : alertName(Number(number[1]));
}
