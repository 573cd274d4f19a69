import { valueIn } from '../../facts/fact.js';
import { redirectOf } from '../../facts/probes/redirects.js';
import type { Conversation } from '../../facts/probes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { parseAddress } from '../../net/address.js';
import { withoutEndDot } from '../../net/host.js';
import { httpsOnly } from '../../net/https-only.js';
import type { Question } from '../../net/question.js';
import { probeOf } from '../probe.js';
import { defineRule, type Finding } from '../rule.js';
import { takersOf } from '../serving.js';
import { advice, told } from '../talk.js';

/** The name is one that browsers know as https only, or the server says so itself, and its port speaks plain HTTP. */
export const rule = defineRule({
  code: 'client/hsts-forces-https',
  needs: ['probes'],
  mayUse: ['listeners'],
  check({ probes, listeners }, question) {
    const { target } = question;
    const host = withoutEndDot(target.host ?? '');
    if (host === '' || parseAddress(host) || target.scheme === 'https' || target.scheme === 'wss')
      return undefined;
    const plain = probeOf(probes, question)?.conversations.find(
      each => each.reason === 'asked' && each.asked === 'http' && each.http,
    );
    // A server that sends its clients to https itself has it.
    if (!plain || redirectOf(plain)?.scheme === 'https') return undefined;
    const top = httpsOnly(host);
    if (top === undefined) return byHeader(plain, host, question);
    const secure = question.port === 80 ? takersOn443(valueIn(listeners), question) : 0;
    return secure ? undefined : byName(plain, host, top, question, secure);
  },
});

/** Where browsers go instead: port 80 becomes 443, any other port stays (RFC 6797, section 8.3). */
function insteadOf(host: string, { port }: Question): { readonly url: string; readonly but: string } {
  return port === 80
    ? { url: `https://${host}/`, but: 'ask for that too; it was not looked at' }
    : { url: `https://${host}:${port}/`, but: `port ${port} speaks plain HTTP` };
}

/** How many listeners of this machine take https at the address that was asked on port 80; undefined where that is not known. */
function takersOn443(listeners: readonly Socket[] = [], question: Question): number | undefined {
  const takersOn = (port: number) =>
    takersOf(
      listeners.filter(({ local }) => local.port === port),
      question,
    ).length;
  // Where NAT rules lead port 80 on to a server, they may do so with 443.
  return question.local && takersOn(80) > 0 ? takersOn(443) : undefined;
}

/** `secure`: how many listeners have the port that browsers go to instead, as far as that is known. */
function byName(
  plain: Conversation,
  host: string,
  top: string,
  question: Question,
  secure: number | undefined,
): Finding {
  const { url, but } = insteadOf(host, question);
  return {
    severity: secure === undefined ? 'note' : 'warning',
    summary: `Browsers open names under .${top} over https only, so they turn http://${plain.name}/ into ${url}: ${secure === 0 && question.port === 80 ? 'nothing listens on port 443 there' : but}. curl and other programs get through.`,
    says: `.${top} is https only in browsers`,
    evidence: [told(plain, `port ${question.port} answers HTTP ${plain.http!.status} without TLS`)],
    fixes: [
      advice(
        'Use another name for development',
        `localhost, or a name under .test or .localhost, is not on that list. Or serve https on port ${question.port === 80 ? 443 : question.port} with a certificate that the browser trusts (mkcert).`,
      ),
    ],
    outcome: 'ok',
  };
}

/** Over plain HTTP browsers do not heed the header; one that had it over https once does, on every port of the name. */
function byHeader(plain: Conversation, host: string, question: Question): Finding | undefined {
  const header = plain.http!.headers['strict-transport-security'];
  if (header === undefined || !/max-age\s*=\s*"?[1-9]/i.test(header)) return undefined;
  const { url, but } = insteadOf(host, question);
  return {
    severity: 'note',
    summary: `The server sends Strict-Transport-Security: a browser that has had that over https once turns http://${plain.name}/ into ${url}: ${but}. curl and other programs get through.`,
    says: 'browsers may insist on https',
    evidence: [told(plain, `Strict-Transport-Security: ${header}`)],
    fixes: [
      advice(
        'Send the header over https only, and not in development',
        'To make a browser forget it: chrome://net-internals/#hsts, "Delete domain security policies"; in Firefox, "Forget About This Site". Or use another name, or serve https (mkcert).',
      ),
    ],
    outcome: 'ok',
  };
}
