import type { Routing } from '../../facts/routes/types.js';
import type { Fix } from '../../programs/fix.js';
import type { Question } from '../question.js';
import { defineRule } from '../rule.js';
import { evidenceOf, host, ipFor, wayBack } from './way.js';

/** Found where the kernel has no route for the reply from the address that was asked to the client. */
export const rule = defineRule({
  code: 'route/no-return-route',
  needs: ['routes', 'interfaces'],
  explainedBy: ['interface/down', 'interface/no-carrier', 'interface/no-address'],
  check({ routes }, question) {
    const lookup = wayBack(routes, question);
    if (lookup?.error !== 'ENETUNREACH') return undefined;
    const { source, input } = question.vantage;
    const comesBy = input ? `come in by ${input}` : 'may come in';
    return {
      severity: 'error',
      summary: `Packets from ${source} ${comesBy}, but this machine has no route back to ${source}, so its replies never leave.`,
      says: `no way back to ${source}`,
      outcome: 'timeout',
      evidence: [evidenceOf(lookup)],
      fixes: [routeBack(routes, question)],
    };
  },
});

/** A client that was heard of on the wire gets a route of its own; for others only a person knows the router. */
function routeBack({ neighbours }: Routing, { vantage }: Question): Fix {
  const { source, input } = vantage;
  const heard = neighbours.find(
    ({ address, device, hardwareAddress }) => address === source && device === input && hardwareAddress,
  );
  if (source && heard)
    return {
      title: `Tell the kernel that ${source} is reached through ${input}`,
      steps: [{ do: 'run', command: `${ipFor(source)} route add ${host(source)} dev ${input}` }],
      text: 'It lasts until the next start; write it into the configuration of the network to keep it.',
      needsRoot: true,
    };
  return {
    title: "Add a route to the client's network, or a default route",
    text: `${ipFor(source ?? '')} route add ${source ? host(source) : 'NETWORK'} via ROUTER${input ? ` dev ${input}` : ''}, where ROUTER is the router that the client's packets come through (without "via ROUTER" where the client is on the same cable).`,
    needsRoot: true,
  };
}
