import { parseAddress } from '../../net/address.js';
import { probeOf } from '../probe.js';
import { defineRule } from '../rule.js';

/** Top-level domains that browsers open over https only, whole (Chromium's HSTS preload list). */
const preloaded = new Set(
  'android app bank boo channel chrome dad day dev eat esq fly foo gle gmail google hangout ing insurance meme mov new nexus page phd play prof rsvp search youtube zip'.split(
    ' ',
  ),
);

/** The name is under a top-level domain that browsers know as https only, and its port speaks plain HTTP. */
export const rule = defineRule({
  code: 'client/hsts-forces-https',
  needs: ['probes'],
  check({ probes }, question) {
    const { target, port } = question;
    const host = target.host?.replace(/\.$/, '') ?? '';
    const top = host.split('.').at(-1)!;
    if (!preloaded.has(top) || !host.includes('.') || parseAddress(host)) return undefined;
    // From port 80 browsers go to 443, where nobody looked.
    if (port === 80 || target.scheme === 'https' || target.scheme === 'wss') return undefined;
    const plain = probeOf(probes, question)?.conversations.find(
      each => each.reason === 'asked' && each.asked === 'http' && each.http,
    );
    if (!plain) return undefined;
    return {
      severity: 'warning',
      summary: `Browsers open names under .${top} over https only, so they turn http://${host}:${port}/ into https://${host}:${port}/, and port ${port} speaks plain HTTP. curl and other programs get through.`,
      says: `.${top} is https only in browsers`,
      evidence: [
        {
          fact: 'probes',
          says: `port ${port} answers HTTP ${plain.http!.status} without TLS`,
          source: `GET http://${host}:${port}${plain.path ?? '/'}`,
        },
      ],
      fixes: [
        {
          title: 'Use another name for development',
          text: `localhost, or a name under .test or .localhost, is not on that list. Or serve https on port ${port} with a certificate that the browser trusts (mkcert).`,
          needsRoot: false,
        },
      ],
      outcome: 'ok',
    };
  },
});
