import { describe, expect, it } from 'vitest';
import { decodeSocket } from '../../src/facts/sockets/diag.js';
import type { Socket } from '../../src/facts/sockets/types.js';
import { walk } from '../../src/firewall/walk.js';
import { encodeAttribute } from '../../src/system/netlink/attributes.js';
import { iptables, nft, rulesOf } from '../support/firewall.js';
import { eth0, fromLan, listener, loopback } from '../support/ground.js';

const port = { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 8000 } };
const byNft = nft('prerouting', [[port, { tproxy: { port: 9999 } }, { accept: null }]], { prio: -150 });
const byIptables = iptables(
  [],
  {},
  '*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j TPROXY --on-port 9999 --on-ip 0.0.0.0 --tproxy-mark 0x1\nCOMMIT',
);
const proxy = listener('0.0.0.0', 9999, { transparent: true });

const led = (tables: ReturnType<typeof nft>, listeners?: readonly Socket[]) => {
  const way = walk({ firewall: rulesOf(tables), interfaces: [loopback, eth0], listeners }, fromLan());
  return way && { verdict: way.verdict, to: way.destination.port, by: way.rewrittenBy !== null };
};

describe('tproxy', () => {
  it.each([[byNft], [byIptables]])('hands the connection to a transparent socket', tables =>
    expect(led(tables, [proxy])).toEqual({ verdict: 'pass', to: 9999, by: true }),
  );

  it('goes on to the next rule of nft where none is there', () =>
    expect(led(byNft, [listener('0.0.0.0', 9999)])).toEqual({ verdict: 'pass', to: 8000, by: false }));

  it('drops the packet in iptables where none is there', () =>
    expect(led(byIptables, [])).toMatchObject({ verdict: 'drop' }));

  it('is a doubt where nobody has looked', () => expect(led(byNft)).toMatchObject({ verdict: 'maybe' }));
});

it('reads of a socket that it is transparent, and who must sign', () => {
  const head = Buffer.alloc(72);
  head.writeUInt8(2, 0);
  head.writeUInt8(10, 1);
  const key = Buffer.alloc(100);
  key.set([2, 24, 3, 0, 10, 77]);
  const bytes = Buffer.concat([
    head,
    encodeAttribute(22, Buffer.from([1 << 5, 0])),
    encodeAttribute(18, key),
  ]);
  expect(decodeSocket(bytes, 'tcp', String)).toMatchObject({
    transparent: true,
    signers: ['10.77.0.0/24'],
  });
});
