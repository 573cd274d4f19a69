import type { HttpAnswer, Probe } from '../../facts/probes/types.js';
import type { Question } from '../../net/question.js';
import type { Finding } from '../rule.js';
import { advice, answerOf, finding, statusOf, strictly, talkOf, told } from '../talk.js';

/** What Cloudflare says, in the place of the server, of its own way there (its "5xx errors" page), and where to look. */
const errors: Readonly<Record<number, readonly [what: string, look: string]>> = {
  520: [
    'gives an answer that it cannot read',
    'Ask the server itself, at its own address, and read its log.',
  ],
  521: [
    'refuses its connection',
    'The server has to listen on the port that the edge asks: 443 for the modes Full and Full (strict), 80 for Flexible; and its firewall (fail2ban too) has to let the ranges of cloudflare.com/ips in.',
  ],
  522: [
    'does not answer its connection in time',
    "A firewall or security group in front of the server drops it: let the ranges of cloudflare.com/ips in. Is the address in the DNS record still the server's?",
  ],
  523: ['cannot be reached', "Is the address in the DNS record still the server's?"],
  524: ['took the request and gave no answer in time', 'The application is too slow; look into its log.'],
  525: [
    'fails its TLS handshake',
    'The server needs a certificate on port 443, and a TLS version and a cipher in common; or the mode is to be Flexible.',
  ],
  526: [
    'shows a certificate that it does not trust',
    'Full (strict) wants a certificate that is valid for the name: an origin certificate, or a public one.',
  ],
  530: [
    'cannot be reached',
    'The page names the finer error; 1033 is a tunnel (cloudflared) that does not run.',
  ],
};

/** An answer that the edge network gave because it had none from the server. */
export const fromTheEdge = ({ status, headers }: HttpAnswer): boolean =>
  status in errors && (headers['cf-ray'] !== undefined || /^cloudflare$/i.test(headers.server ?? ''));

/** The edge network in front of the server answers, and says what keeps it from the server. */
export function edgeFailure(probes: readonly Probe[], question: Question): Finding | undefined {
  const talk = talkOf(probes, question);
  const answer = talk && answerOf(talk);
  if (!talk || !answer || !fromTheEdge(answer)) return undefined;
  const [what, look] = errors[answer.status]!;
  const found = finding(
    strictly(talk, 'error', 'warning'),
    `Cloudflare answers instead of the server (the origin), which ${what}: ${statusOf(answer)}.`,
    `${answer.status} from the edge`,
    [told(talk.end, `${statusOf(answer)}, with Server: ${answer.headers.server ?? 'none'}`)],
    {
      fixes: [advice('Look at the way from the edge network to the origin', look)],
      outcome: talk.url ? 'http-error' : 'ok',
    },
  );
  return { ...found, headline: 'the edge network in front of the server cannot get to it' };
}
