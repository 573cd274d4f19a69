import { describe, expect, it } from 'vitest';
import { NETLINK, openNetlink } from '../../../src/system/netlink/netlink.js';
import { nftTables } from '../../../src/system/netlink/nftables.js';
import { beside, inNamespace, named, noNamespaces } from '../../support/namespace.js';

const linux = process.platform === 'linux';

describe.skipIf(!linux)('netlink', () => {
  const netlink = openNetlink();

  it('is there with koffi', () => {
    expect(netlink).toBeDefined();
  });

  it('lists the interfaces, lo among them', () => {
    const links = netlink!.dump(NETLINK.route, 18, Buffer.alloc(16));
    expect(links.some(link => link.includes('lo\0'))).toBe(true);
  });

  it('stops a list where enough is known', () => {
    const sockets = netlink!.dump(NETLINK.route, 18, Buffer.alloc(16), 1);
    expect(sockets.length).toBeGreaterThan(0);
  });

  it("names the kernel's errors as node does", () => {
    expect(() => netlink!.ask(NETLINK.route, 9999, Buffer.alloc(16))).toThrow(
      expect.objectContaining({ code: 'EOPNOTSUPP' }),
    );
    expect(() => netlink!.dump(9999, 18, Buffer.alloc(16))).toThrow(
      expect.objectContaining({ code: 'EPROTONOSUPPORT' }),
    );
  });

  it('leaves no descriptor open', async () => {
    const { readdirSync } = await import('node:fs');
    const before = readdirSync('/proc/self/fd').length;
    for (let times = 0; times < 50; times++) netlink!.dump(NETLINK.route, 18, Buffer.alloc(16));
    expect(readdirSync('/proc/self/fd').length).toBeLessThan(before + 25);
  });
});

describe('nftTables', () => {
  const entry = beside(import.meta.url, 'nftables.entry.ts');

  it('does not know without netlink', () => {
    expect(nftTables(undefined)).toBeUndefined();
  });

  it.skipIf(noNamespaces)(named('sees tables of any family, and their absence'), () => {
    const answers = inNamespace(
      `$NODE; for family in ip ip6 inet arp bridge netdev; do
         nft add table $family t; $NODE; nft delete table $family t; done; $NODE`,
      entry,
    );
    expect(answers.trim().split('\n')).toEqual([
      '[]',
      ...['ip', 'ip6', '1', '3', '7', '5'].map(family => `["${family} t"]`),
      '[]',
    ]);
  });

  it.skipIf(noNamespaces)(named('does not know as an ordinary user'), () => {
    const script = 'nft add table ip t; chmod -R a+rX $FOLDER; setpriv --reuid=65534 --clear-groups $NODE';
    expect(inNamespace(script, entry).trim()).toBe('undefined');
  });
});
