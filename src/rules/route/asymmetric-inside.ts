import { isTunnel } from '../../facts/interfaces/tunnels.js';
import type { Question } from '../../net/question.js';
import { nameOf } from '../namespace/inside.js';
import { type Finding, type Unchecked, unchecked } from '../rule.js';
import { backBy, readAt, routeInside } from './router-inside.js';
import { type SentSeen, sentTo } from './sent-inside.js';
import { host } from './way.js';

/**
 * The namespace that the connection is sent on to answers past this machine, which alone can turn back what NAT has made
 * of the request: by a tunnel of its own, or straight to a client on a network that it is on as well.
 */
export function pastThisMachine(seen: SentSeen, question: Question): Finding | Unchecked | undefined {
  const sent = sentTo(seen, question);
  const routes = sent?.space.routes;
  const input = sent && routeInside(routes ?? [], sent.destination);
  const back = sent && routeInside(routes ?? [], sent.source);
  // Where nothing was rewritten, nothing has to be turned back: the answers may take any way.
  if (!sent?.mapped || !input?.device || !back?.device || back.device === input.device) return undefined;
  const { space, source, destination } = sent;
  const { device, gateway, prefix } = back;
  const isOwn = (address: string | undefined): boolean =>
    seen.interfaces.some(({ addresses }) => addresses.some(own => own.address === address));
  // Two networks may both lead here, and this machine knows the connection whichever way its answers come.
  if (isOwn(gateway) || isOwn(source)) return undefined;
  const where = nameOf(space, undefined);
  const tunnel = isTunnel(device, []);
  if (!tunnel && (gateway !== undefined || prefix === '0.0.0.0/0'))
    return unchecked(
      `the answers of ${where} to ${source} leave it by ${device}${gateway ? ` to ${gateway}` : ''}, and whether they come by this machine cannot be seen`,
    );
  const enter = `nsenter -t ${space.pids[0]} -n`;
  return {
    severity: 'error',
    summary: `Connections of ${source} are sent on to ${destination} inside ${where}, and its answers leave by ${device}, ${tunnel ? 'into a tunnel' : 'straight to the client'}: past this machine, which alone could give them the address that was asked.`,
    says: `${where} answers by ${device}`,
    headline: `${where} answers past this machine`,
    outcome: 'timeout',
    evidence: [
      {
        fact: 'namespaces',
        says: `Inside ${where}, ${destination} is on ${input.prefix} (${input.device}), and ${source} is reached by ${prefix} (${device})`,
        source: readAt(space, source),
      },
    ],
    fixes: backBy(enter, input, question.vantage.network ?? host(source), seen.interfaces, space),
  };
}
