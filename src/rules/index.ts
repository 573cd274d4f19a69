// Written by `npm run new-cause -- --index` from the folders beside it.
import { rule as appAccessDenied } from './app/access-denied.js';
import { rule as appTooManyClients } from './app/too-many-clients.js';
import { rule as backgroundDiesOnLogout } from './background/dies-on-logout.js';
import { rule as backgroundNeedsTerminal } from './background/needs-terminal.js';
import { rule as bindAddressNotHere } from './bind/address-not-here.js';
import { rule as bindConfigNotInEffect } from './bind/config-not-in-effect.js';
import { rule as bindDevice } from './bind/device.js';
import { rule as bindEnvMoved } from './bind/env-moved.js';
import { rule as bindIpv4Only } from './bind/ipv4-only.js';
import { rule as bindIpv6Only } from './bind/ipv6-only.js';
import { rule as bindLoopbackOnly } from './bind/loopback-only.js';
import { rule as bindOneAddress } from './bind/one-address.js';
import { rule as bindStaleAddress } from './bind/stale-address.js';
import { rule as bindUnixSocketOnly } from './bind/unix-socket-only.js';
import { rule as clientBrowserBlockedPort } from './client/browser-blocked-port.js';
import { rule as clientCorsNotConnectivity } from './client/cors-not-connectivity.js';
import { rule as clientEnvProxy } from './client/env-proxy.js';
import { rule as clientHstsForcesHttps } from './client/hsts-forces-https.js';
import { rule as clientLocalNetworkPermission } from './client/local-network-permission.js';
import { rule as clientMixedContent } from './client/mixed-content.js';
import { rule as clientTunnelWrongPort } from './client/tunnel-wrong-port.js';
import { rule as clientWildcardAsTarget } from './client/wildcard-as-target.js';
import { rule as cloudOutsideThisMachine } from './cloud/outside-this-machine.js';
import { rule as firewallBypassed } from './firewall/bypassed.js';
import { rule as firewallConntrackFull } from './firewall/conntrack-full.js';
import { rule as firewallDrop } from './firewall/drop.js';
import { rule as firewallEgressBlocked } from './firewall/egress-blocked.js';
import { rule as firewallForwardDropped } from './firewall/forward-dropped.js';
import { rule as firewallNeighbourDiscovery } from './firewall/neighbour-discovery.js';
import { rule as firewallRateLimited } from './firewall/rate-limited.js';
import { rule as firewallRedirected } from './firewall/redirected.js';
import { rule as firewallReject } from './firewall/reject.js';
import { rule as firewallReplyDropped } from './firewall/reply-dropped.js';
import { rule as httpAuthRequired } from './http/auth-required.js';
import { rule as httpBadGateway } from './http/bad-gateway.js';
import { rule as httpBadRequest } from './http/bad-request.js';
import { rule as httpEmptyReply } from './http/empty-reply.js';
import { rule as httpForbidden } from './http/forbidden.js';
import { rule as httpHostNotAllowed } from './http/host-not-allowed.js';
import { rule as httpNoResponse } from './http/no-response.js';
import { rule as httpNoUpgrade } from './http/no-upgrade.js';
import { rule as httpNotFound } from './http/not-found.js';
import { rule as httpNotHttp } from './http/not-http.js';
import { rule as httpOverloaded } from './http/overloaded.js';
import { rule as httpRedirectElsewhere } from './http/redirect-elsewhere.js';
import { rule as httpRedirectLoop } from './http/redirect-loop.js';
import { rule as httpServerError } from './http/server-error.js';
import { rule as httpWebsocketClosed } from './http/websocket-closed.js';
import { rule as httpWrongVirtualHost } from './http/wrong-virtual-host.js';
import { rule as interfaceAddressConflict } from './interface/address-conflict.js';
import { rule as interfaceDown } from './interface/down.js';
import { rule as interfaceNoAddress } from './interface/no-address.js';
import { rule as interfaceNoCarrier } from './interface/no-carrier.js';
import { rule as nameAaaaUnreachable } from './name/aaaa-unreachable.js';
import { rule as nameHostnameMapsToLoopback } from './name/hostname-maps-to-loopback.js';
import { rule as nameHostsOverride } from './name/hosts-override.js';
import { rule as nameLocalhostIsIpv6 } from './name/localhost-is-ipv6.js';
import { rule as nameMdnsUnavailable } from './name/mdns-unavailable.js';
import { rule as nameNotFound } from './name/not-found.js';
import { rule as nameOneAddressDead } from './name/one-address-dead.js';
import { rule as nameResolverConfig } from './name/resolver-config.js';
import { rule as nameResolverUnreachable } from './name/resolver-unreachable.js';
import { rule as nameServerFailure } from './name/server-failure.js';
import { rule as nameWrongAddress } from './name/wrong-address.js';
import { rule as namespaceContainerLoopback } from './namespace/container-loopback.js';
import { rule as namespaceForwardMismatch } from './namespace/forward-mismatch.js';
import { rule as namespaceLocalhostInsideContainer } from './namespace/localhost-inside-container.js';
import { rule as namespaceNotPublished } from './namespace/not-published.js';
import { rule as namespacePublishedLoopbackOnly } from './namespace/published-loopback-only.js';
import { rule as namespaceVmBoundary } from './namespace/vm-boundary.js';
import { rule as portBoundNotListening } from './port/bound-not-listening.js';
import { rule as portHeldByChild } from './port/held-by-child.js';
import { rule as portNothingListens } from './port/nothing-listens.js';
import { rule as portPrivileged } from './port/privileged.js';
import { rule as portSelinux } from './port/selinux.js';
import { rule as portShadowed } from './port/shadowed.js';
import { rule as portShared } from './port/shared.js';
import { rule as portTaken } from './port/taken.js';
import { rule as portTakenByOutgoing } from './port/taken-by-outgoing.js';
import { rule as portTimeWait } from './port/time-wait.js';
import { rule as portUdpOnly } from './port/udp-only.js';
import { rule as portWrongPort } from './port/wrong-port.js';
import { rule as processBusy } from './process/busy.js';
import { rule as processCrashLoop } from './process/crash-loop.js';
import { rule as processCrashed } from './process/crashed.js';
import { rule as processFdLimit } from './process/fd-limit.js';
import { rule as processHung } from './process/hung.js';
import { rule as processKilled } from './process/killed.js';
import { rule as processNotListening } from './process/not-listening.js';
import { rule as processStaleInstance } from './process/stale-instance.js';
import { rule as processStopped } from './process/stopped.js';
import { rule as processWaitsForDependency } from './process/waits-for-dependency.js';
import { rule as remoteFiltered } from './remote/filtered.js';
import { rule as remoteHostDown } from './remote/host-down.js';
import { rule as remoteLoss } from './remote/loss.js';
import { rule as remoteRefused } from './remote/refused.js';
import { rule as remoteUnreachable } from './remote/unreachable.js';
import { rule as routeAsymmetric } from './route/asymmetric.js';
import { rule as routeBlackhole } from './route/blackhole.js';
import { rule as routeGatewayUnreachable } from './route/gateway-unreachable.js';
import { rule as routeHairpinNat } from './route/hairpin-nat.js';
import { rule as routeMtuBlackhole } from './route/mtu-blackhole.js';
import { rule as routeNoReturnRoute } from './route/no-return-route.js';
import { rule as routeNoRoute } from './route/no-route.js';
import { rule as routeRpFilter } from './route/rp-filter.js';
import { rule as routeSubnetOverlap } from './route/subnet-overlap.js';
import { rule as routeVpnCaptures } from './route/vpn-captures.js';
import type { Rule } from './rule.js';
import { rule as tcpAcceptQueueFull } from './tcp/accept-queue-full.js';
import { rule as tcpEphemeralExhausted } from './tcp/ephemeral-exhausted.js';
import { rule as tcpReset } from './tcp/reset.js';
import { rule as tcpSignature } from './tcp/signature.js';
import { rule as tlsClientCertificate } from './tls/client-certificate.js';
import { rule as tlsExpired } from './tls/expired.js';
import { rule as tlsExpiresSoon } from './tls/expires-soon.js';
import { rule as tlsHandshake } from './tls/handshake.js';
import { rule as tlsHttpToHttpsPort } from './tls/http-to-https-port.js';
import { rule as tlsHttpsToHttpPort } from './tls/https-to-http-port.js';
import { rule as tlsIncompleteChain } from './tls/incomplete-chain.js';
import { rule as tlsNameMismatch } from './tls/name-mismatch.js';
import { rule as tlsNotYetValid } from './tls/not-yet-valid.js';
import { rule as tlsProtocolVersion } from './tls/protocol-version.js';
import { rule as tlsSelfSigned } from './tls/self-signed.js';
import { rule as tlsSniRequired } from './tls/sni-required.js';
import { rule as tlsStarttlsPort } from './tls/starttls-port.js';
import { rule as tlsUntrustedCa } from './tls/untrusted-ca.js';

/** Every rule, sorted by its code. */
export const rules: readonly Rule[] = [
  appAccessDenied,
  appTooManyClients,
  backgroundDiesOnLogout,
  backgroundNeedsTerminal,
  bindAddressNotHere,
  bindConfigNotInEffect,
  bindDevice,
  bindEnvMoved,
  bindIpv4Only,
  bindIpv6Only,
  bindLoopbackOnly,
  bindOneAddress,
  bindStaleAddress,
  bindUnixSocketOnly,
  clientBrowserBlockedPort,
  clientCorsNotConnectivity,
  clientEnvProxy,
  clientHstsForcesHttps,
  clientLocalNetworkPermission,
  clientMixedContent,
  clientTunnelWrongPort,
  clientWildcardAsTarget,
  cloudOutsideThisMachine,
  firewallBypassed,
  firewallConntrackFull,
  firewallDrop,
  firewallEgressBlocked,
  firewallForwardDropped,
  firewallNeighbourDiscovery,
  firewallRateLimited,
  firewallRedirected,
  firewallReject,
  firewallReplyDropped,
  httpAuthRequired,
  httpBadGateway,
  httpBadRequest,
  httpEmptyReply,
  httpForbidden,
  httpHostNotAllowed,
  httpNoResponse,
  httpNoUpgrade,
  httpNotFound,
  httpNotHttp,
  httpOverloaded,
  httpRedirectElsewhere,
  httpRedirectLoop,
  httpServerError,
  httpWebsocketClosed,
  httpWrongVirtualHost,
  interfaceAddressConflict,
  interfaceDown,
  interfaceNoAddress,
  interfaceNoCarrier,
  nameAaaaUnreachable,
  nameHostnameMapsToLoopback,
  nameHostsOverride,
  nameLocalhostIsIpv6,
  nameMdnsUnavailable,
  nameNotFound,
  nameOneAddressDead,
  nameResolverConfig,
  nameResolverUnreachable,
  nameServerFailure,
  nameWrongAddress,
  namespaceContainerLoopback,
  namespaceForwardMismatch,
  namespaceLocalhostInsideContainer,
  namespaceNotPublished,
  namespacePublishedLoopbackOnly,
  namespaceVmBoundary,
  portBoundNotListening,
  portHeldByChild,
  portNothingListens,
  portPrivileged,
  portSelinux,
  portShadowed,
  portShared,
  portTaken,
  portTakenByOutgoing,
  portTimeWait,
  portUdpOnly,
  portWrongPort,
  processBusy,
  processCrashLoop,
  processCrashed,
  processFdLimit,
  processHung,
  processKilled,
  processNotListening,
  processStaleInstance,
  processStopped,
  processWaitsForDependency,
  remoteFiltered,
  remoteHostDown,
  remoteLoss,
  remoteRefused,
  remoteUnreachable,
  routeAsymmetric,
  routeBlackhole,
  routeGatewayUnreachable,
  routeHairpinNat,
  routeMtuBlackhole,
  routeNoReturnRoute,
  routeNoRoute,
  routeRpFilter,
  routeSubnetOverlap,
  routeVpnCaptures,
  tcpAcceptQueueFull,
  tcpEphemeralExhausted,
  tcpReset,
  tcpSignature,
  tlsClientCertificate,
  tlsExpired,
  tlsExpiresSoon,
  tlsHandshake,
  tlsHttpToHttpsPort,
  tlsHttpsToHttpPort,
  tlsIncompleteChain,
  tlsNameMismatch,
  tlsNotYetValid,
  tlsProtocolVersion,
  tlsSelfSigned,
  tlsSniRequired,
  tlsStarttlsPort,
  tlsUntrustedCa,
];
