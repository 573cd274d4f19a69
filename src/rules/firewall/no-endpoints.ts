import type { Quote } from '../../firewall/quote.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';

/**
 * kube-proxy refuses what goes to a Service behind which no pod is ready, or drops it where none is on this node and the
 * Service asks for one, and says so in the comment of its rule (`default/web:http has no endpoints`, `… has no local
 * endpoints`; pkg/proxy/iptables/proxier.go). Without the rule nothing would answer either.
 */
export function endpointsFor(quote: Quote | null | undefined): Fix | undefined {
  const [, space, service, local] =
    /^KUBE-/.test(quote?.chain ?? '') && quote
      ? (/"([\w.-]+)\/([\w.-]+)(?::[\w.-]+)? has no (local )?endpoints"/.exec(quote.text) ?? [])
      : [];
  if (space === undefined || service === undefined) return undefined;
  const place = `-n ${quoted(space)}`;
  const why = local
    ? `kube-proxy drops what comes to this node for it: the Service has externalTrafficPolicy: Local, and no pod of it that is ready runs here. Ask a node that has one, or let every node take it:\n  kubectl patch service ${place} ${quoted(service)} -p '{"spec":{"externalTrafficPolicy":"Cluster"}}'\nWhere its pods are:`
    : 'kube-proxy refuses what goes to a Service without one. Its selector may match no pod, or its pods may not be ready:';
  return {
    title: `Give the Service ${space}/${service} a pod that is ready${local ? ' on this node' : ''}`,
    text: `${why}\n  kubectl get endpointslices ${place} -l ${quoted(`kubernetes.io/service-name=${service}`)}\n  kubectl describe service ${place} ${quoted(service)}\n  kubectl get pods ${place}${local ? ' -o wide' : ''}`,
    needsRoot: false,
  };
}
