import type { Quote } from '../../firewall/quote.js';

const keepNft = 'nft forgets it at a reboot: make the same change in /etc/nftables.conf.';
const keepIptables =
  'iptables forgets it at a reboot: save it with netfilter-persistent save, or where your rules are kept.';

/**
 * Programs that write chains (or tables, with nft) of their own, and where what such a chain refuses is decided. A change
 * there works until the program writes it anew.
 */
const keepers: readonly (readonly [name: RegExp, words: string])[] = [
  [
    /^KUBE-|^kube-proxy$/,
    'kube-proxy writes its rules anew: change the Service, its pods or the NetworkPolicy.',
  ],
  [
    /^cali-/,
    'Calico writes its rules anew: change the policy that forbids it. kubectl get networkpolicies,globalnetworkpolicies -A',
  ],
  [
    /^CILIUM_/,
    'Cilium writes its rules anew: change the policy that forbids it. kubectl get ciliumnetworkpolicies -A',
  ],
  [/^ISTIO_/, "Istio's sidecar writes its rules anew with the pod: change them by the pod's annotations."],
  [
    /^ts-/,
    'tailscaled writes its rules anew when it starts. It lets 100.64.0.0/10 in by its own interface alone, so no other network may use those addresses.',
  ],
  [
    /^LIBVIRT_|^libvirt_network$/,
    'libvirt writes its rules anew when its network starts. From outside, the guests of its NAT network are reached by a forwarded port; those of a bridged or routed network by their addresses.',
  ],
  [
    /^(mullvad|nordvpn)$|^piavpn\.|^IVPN/,
    'It is the kill switch of a VPN program, which writes its rules anew when it connects. To last, that program has to allow the local network: mullvad lan set allow, nordvpn set lan-discovery enabled, piactl set allowlan true.',
  ],
  [/^f2b-/, 'fail2ban bans it again for the same reason: see ignoreip in jail.local.'],
  [
    /^nixos-fw/,
    'NixOS writes its rules anew: name the port in networking.firewall.allowedTCPPorts (or allowedUDPPorts), then nixos-rebuild switch.',
  ],
  [
    /^PVEFW-|^proxmox-firewall/,
    'Proxmox VE writes its rules anew within seconds: add the rule under Firewall of the node (or in /etc/pve/local/host.fw), or of the guest.',
  ],
  [
    /^crowdsec/i,
    "CrowdSec's bouncer writes its rules anew: cscli decisions list shows whom it keeps out, and cscli decisions delete takes that back.",
  ],
  [
    /^DENY(IN|OUT)$/,
    'CSF writes its rules anew: csf -dr ADDRESS takes an address or network out of /etc/csf/csf.deny.',
  ],
  [
    /^(LOCALINPUT|LOCALOUTPUT|LOGDROPIN|LOGDROPOUT|ALLOW(IN|OUT)|INVDROP)$/,
    'CSF writes its rules anew: name the port in TCP_IN or its like of /etc/csf/csf.conf, then csf -r.',
  ],
  [
    /^((net|loc|dmz|all)[-2]fw|fw[-2](net|loc|dmz|all)|sha-l[hp]-.*)$/,
    'Shorewall writes its rules anew: write the exception into /etc/shorewall/rules (shorewall6 for IPv6), then shorewall reload.',
  ],
  [
    /^fw4$|^zone_\w+_(input|forward|output|src_|dest_)/,
    'OpenWrt writes its rules anew: add a rule to /etc/config/firewall, then service firewall reload.',
  ],
  [
    /^firewalld|^(IN|FWD[IO]?)_\w+_(deny|allow|log|pre|post)$|^(INPUT|FORWARD|OUTPUT)_(ZONES|direct)/,
    'firewalld forgets it at its next reload: firewall-cmd --list-all-zones and --list-all-policies show where it comes from (a rich rule, mostly); take that away too, and with --permanent.',
  ],
  [
    /^(NETAVARK|CNI)[-_]|^netavark$/,
    'Podman writes its rules anew when a container starts (podman network reload --all).',
  ],
];

/** The file that a chain of ufw's is written in; its user's own chains are changed by its commands. */
function ufwFile(chain: string): string | undefined {
  const [, six, which] = /^ufw(6?)-(before|after)-/.exec(chain) ?? [];
  return which && `/etc/ufw/${which}${six}.rules`;
}

/** How to make a change of rules last: a program that keeps them writes them anew. */
export function keepFor({ engine, table, chain }: Pick<Quote, 'engine' | 'table' | 'chain'>): string {
  const kept = keepers.find(([name]) => name.test(chain) || name.test(table));
  if (kept) return kept[1];
  if (engine === 'nft') return keepNft;
  const file = ufwFile(chain);
  return file
    ? `ufw forgets it at its next reload: change ${file}, where that chain is written.`
    : keepIptables;
}
