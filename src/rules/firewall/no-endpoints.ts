import type { Quote } from '../../firewall/quote.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';

/**
 * kube-proxy refuses what goes to a Service behind which no pod is ready, and says so in the comment of its rule
 * (`default/web:http has no endpoints`; pkg/proxy/iptables/proxier.go). Without the rule nothing would answer either.
 */
export function endpointsFor(quote: Quote | null | undefined): Fix | undefined {
  const [, space, service] =
    /^KUBE-/.test(quote?.chain ?? '') && quote
      ? (/"([\w.-]+)\/([\w.-]+)(?::[\w.-]+)? has no endpoints"/.exec(quote.text) ?? [])
      : [];
  if (space === undefined || service === undefined) return undefined;
  const place = `-n ${quoted(space)}`;
  return {
    title: `Give the Service ${space}/${service} a pod that is ready`,
    text: `kube-proxy refuses what goes to a Service without one. Its selector may match no pod, or its pods may not be ready:\n  kubectl get endpointslices ${place} -l ${quoted(`kubernetes.io/service-name=${service}`)}\n  kubectl describe service ${place} ${quoted(service)}\n  kubectl get pods ${place}`,
    needsRoot: false,
  };
}
