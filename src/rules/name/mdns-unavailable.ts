import { defineRule } from '../rule.js';
import { asksName } from './lookup.js';
import { hereInstead, noAddress } from './no-address.js';
import { whyUnresolved } from './unresolved.js';

/** A .local name, and either no source for such names in nsswitch.conf, or nobody behind it. */
export const rule = defineRule({
  code: 'name/mdns-unavailable',
  needs: ['names', 'machine'],
  mayUse: ['sockets', 'interfaces'],
  check({ names, machine, sockets, interfaces }, question) {
    if (machine.platform !== 'linux' || !asksName(names, question)) return undefined;
    if (whyUnresolved(names) !== 'name/mdns-unavailable') return undefined;
    const source = names.order.find(word => word.startsWith('mdns'));
    const lacks = source
      ? `${source} in /etc/nsswitch.conf asks Avahi, which does not run here`
      : `/etc/nsswitch.conf has no source for them (${names.order.join(' ')})`;
    return noAddress(
      names,
      `${names.name} is a multicast DNS name, and ${lacks}. Browsers with mDNS of their own and dig may find it all the same.`,
      'no mDNS here',
      [
        {
          title: 'Install multicast DNS',
          text: '  sudo apt install avahi-daemon libnss-mdns\nFedora: avahi nss-mdns. And let UDP port 5353 through the firewall. systemd-resolved with MulticastDNS=yes does it too.',
          needsRoot: true,
        },
        ...hereInstead({ names, sockets, interfaces }, question),
      ],
    );
  },
});
