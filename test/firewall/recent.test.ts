import { describe, expect, it } from 'vitest';
import { withLists } from '../../src/facts/firewall/recent.js';
import { walk } from '../../src/firewall/walk.js';
import type { System } from '../../src/system/system.js';
import { iptables, rulesOf } from '../support/firewall.js';
import { eth0, fromLan, loopback } from '../support/ground.js';

const line = (address: string) => `src=${address} ttl: 64 last_seen: 4295203478 oldest_pkt: 1 4295203478\n`;

/** What becomes of 10.77.0.2 under these rules, while the list L holds these addresses. */
const way = (rules: readonly string[], listed: string | undefined) => {
  const system = {
    read: (path: string) => {
      if (path !== '/proc/net/xt_recent/L' || listed === undefined) throw new Error('ENOENT');
      return listed;
    },
  } as unknown as System;
  const tables = withLists(system, iptables(rules));
  return walk({ firewall: rulesOf(tables), interfaces: [loopback, eth0] }, fromLan());
};

const banned = '-A INPUT -p tcp -m recent --rcheck --name L --mask 255.255.255.255 --rsource -j DROP';
const knocking = [
  '-A INPUT -p tcp -m tcp --dport 7001 -m recent --set --name L -j DROP',
  '-A INPUT -p tcp -m tcp --dport 8000 -m recent --rcheck --seconds 30 --name L -j ACCEPT',
  '-A INPUT -p tcp -m tcp --dport 8000 -j DROP',
];

describe('-m recent', () => {
  it.each([
    [[banned], line('10.77.0.2'), 'drop'],
    [[banned], line('10.77.0.9'), 'pass'],
    [[banned], undefined, 'maybe'],
    [[`${banned.replace('--rcheck', '--rcheck --seconds 60')}`], line('10.77.0.2'), 'maybe'],
    [[`${banned.replace('--rcheck', '! --rcheck')}`], line('10.77.0.9'), 'drop'],
    [[`${banned.replace('255.255.255.255', '255.255.255.0')}`], line('10.77.0.9'), 'maybe'],
    [knocking, '', 'drop'],
    [knocking, line('10.77.0.2'), 'maybe'],
    [['-A INPUT -m recent --set --name L', banned], '', 'maybe'],
  ])('looks into the list: %j, %j', (rules, listed, verdict) =>
    expect(way(rules, listed)?.verdict).toBe(verdict),
  );

  it('leaves to a limit how often somebody may come', () => {
    const rule = banned.replace('--rcheck', '--update --seconds 30 --hitcount 6');
    expect(way([rule], '')).toMatchObject({ verdict: 'maybe', usually: 'pass' });
  });
});
