import { expect, it } from 'vitest';
import type { Quote } from '../../../src/firewall/quote.js';
import { rule } from '../../../src/rules/firewall/egress-blocked.js';
import { keepFor } from '../../../src/rules/firewall/keep.js';
import { endpointsFor } from '../../../src/rules/firewall/no-endpoints.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import { toNeighbour, verdictOf } from '../../support/ground.js';

it.each([
  ['iptables', 'filter', 'INPUT', 'netfilter-persistent'],
  ['iptables', 'filter', 'ufw-before-input', '/etc/ufw/before.rules'],
  ['iptables', 'filter', 'ts-input', 'tailscaled'],
  ['iptables', 'filter', 'KUBE-FIREWALL', 'kube-proxy'],
  ['iptables', 'filter', 'LIBVIRT_FWI', 'libvirt'],
  ['nft', 'libvirt_network', 'guest_input', 'libvirt'],
  ['nft', 'mullvad', 'output', 'mullvad lan set allow'],
  ['nft', 'killswitch', 'output', '/etc/nftables.conf'],
  ['iptables', 'filter', 'piavpn.OUTPUT', 'kill switch'],
  ['nft', 'filter', 'input', '/etc/nftables.conf'],
  ['nft', 'firewalld', 'filter_IN_public', 'firewall-cmd'],
  ['iptables', 'filter', 'IN_public_deny', 'firewall-cmd'],
  ['nft', 'f2b-table', 'f2b-chain', 'ignoreip'],
  ['iptables', 'filter', 'nixos-fw-refuse', 'allowedTCPPorts'],
  ['nft', 'nixos-fw', 'input', 'allowedTCPPorts'],
  ['iptables', 'filter', 'PVEFW-HOST-IN', 'Proxmox'],
  ['iptables', 'filter', 'LOGDROPIN', 'csf -r'],
  ['iptables', 'filter', 'DENYIN', 'csf.deny'],
  ['nft', 'crowdsec', 'crowdsec-chain-input', 'cscli'],
  ['iptables', 'filter', 'CROWDSEC_CHAIN', 'cscli'],
  ['iptables', 'filter', 'net-fw', 'shorewall reload'],
  ['nft', 'fw4', 'input_wan', '/etc/config/firewall'],
  ['iptables', 'filter', 'web-fw', 'netfilter-persistent'],
] as const)('says who writes the rules anew: %s, table %s, chain %s', (engine, table, chain, words) => {
  expect(keepFor({ engine, table, chain })).toContain(words);
});

it('takes no rule away that stands for a Service of Kubernetes without pods', () => {
  const comment = '-m comment --comment "default/web:http has no endpoints"';
  const rules = iptables([
    '-A OUTPUT -j KUBE-SERVICES',
    `-A KUBE-SERVICES -d 10.77.0.9/32 -p tcp ${comment} -m tcp --dport 8000 -j REJECT`,
  ]);
  expect(verdictOf(rule, behind(rulesOf(rules)), toNeighbour)).toMatchObject({
    fixes: [
      {
        title: 'Give the Service default/web a pod that is ready',
        text: expect.stringContaining('kubectl get pods -n default'),
      },
    ],
  });
});

it('says of a Service with externalTrafficPolicy: Local that this node has no pod of it', () => {
  const quote = {
    chain: 'KUBE-EXTERNAL-SERVICES',
    text: '-A KUBE-EXTERNAL-SERVICES -m comment --comment "default/web has no local endpoints" -j DROP',
  } as Quote;
  expect(endpointsFor(quote)?.text).toContain('kubectl patch service -n default web');
  expect(endpointsFor({ ...quote, chain: 'mine' })).toBeUndefined();
});
