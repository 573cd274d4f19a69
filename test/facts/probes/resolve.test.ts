import { expect, it } from 'vitest';
import { beside, inNamespace, named, noNamespaces } from '../../support/namespace.js';

const silent = `ip link set lo up
  echo nameserver 127.0.0.1 >$FOLDER/resolv.conf
  mount --bind $FOLDER/resolv.conf /etc/resolv.conf
  nft 'table inet mute { chain input { type filter hook input priority 0; udp dport 53 drop; }; }'`;

it.skipIf(noNamespaces)(named('a name server that says nothing holds nobody for long'), () => {
  const begun = performance.now();
  const told = inNamespace(`${silent}\n$NODE`, beside(import.meta.url, 'resolve.entry.ts'));
  expect(JSON.parse(told)).toEqual({ addresses: [], error: 'EAI_AGAIN' });
  // The C library itself waits for five seconds, twice.
  expect(performance.now() - begun).toBeLessThan(4500);
});
