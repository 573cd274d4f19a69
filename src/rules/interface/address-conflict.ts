import { defineRule } from '../rule.js';

/** Found where duplicate address detection (RFC 4862) was answered, so that the kernel does not use the address. */
export const rule = defineRule({
  code: 'interface/address-conflict',
  needs: ['interfaces'],
  check({ interfaces }, question) {
    const { address, vantage } = question;
    const held = interfaces.flatMap(item =>
      item.addresses
        .filter(own => own.flags.includes('dadfailed'))
        .map(own => ({ name: item.name, ...own, asked: own.address === address })),
    );
    const conflict = held.find(own => own.asked) ?? held.find(own => own.name === vantage.input);
    if (!conflict) return undefined;
    return {
      severity: conflict.asked ? 'error' : 'warning',
      summary: `Another machine on the network of ${conflict.name} already has ${conflict.address}, so this machine may not use it.`,
      says: `${conflict.address} is taken`,
      outcome: conflict.asked ? 'unreachable' : 'ok',
      evidence: [
        {
          fact: 'interfaces',
          says: `${conflict.address}/${conflict.prefix} on ${conflict.name} is marked dadfailed: its duplicate-address probe was answered`,
          source: 'rtnetlink',
        },
      ],
      fixes: [
        {
          title: 'Give one of the two machines another address',
          text: `Find the other one (ip neigh on a third machine shows its hardware address), change one of them, then set this address anew: ip addr del ${conflict.address}/${conflict.prefix} dev ${conflict.name} && ip addr add ${conflict.address}/${conflict.prefix} dev ${conflict.name}.`,
          needsRoot: true,
        },
      ],
    };
  },
});
