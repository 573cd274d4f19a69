import { describe, expect, it } from 'vitest';
import { withLists } from '../../src/facts/firewall/recent.js';
import { walk } from '../../src/firewall/walk.js';
import type { System } from '../../src/system/system.js';
import { iptables, rulesOf } from '../support/firewall.js';
import { eth0, fromLan, loopback } from '../support/ground.js';

const line = (address: string) => `src=${address} ttl: 64 last_seen: 4295203478 oldest_pkt: 1 4295203478\n`;

/** What becomes of 10.77.0.2 under these rules, while these files are there. */
const under = (rules: readonly string[], files: Readonly<Record<string, string>>) => {
  const read = (path: string) => {
    const text = files[path];
    if (text === undefined) throw new Error('ENOENT');
    return text;
  };
  const tables = withLists({ read } as unknown as System, iptables(rules));
  return walk({ firewall: rulesOf(tables), interfaces: [loopback, eth0] }, fromLan());
};

/** The same, while the list L holds these addresses. */
const way = (rules: readonly string[], listed: string | undefined) =>
  under(rules, listed === undefined ? {} : { '/proc/net/xt_recent/L': listed });

/** 1000 s after the start, at 250 ticks a second; the list has noted 10.77.0.2 20 and 40 s ago. */
const TICK = 2 ** 32 + 700 * 250;
const clock = { '/proc/uptime': '1000.00 900.00\n', '/proc/timer_list': `cpu: 0\njiffies: ${TICK}\n` };
const twice = {
  '/proc/net/xt_recent/L': `src=10.77.0.2 ttl: 64 last_seen: ${TICK - 5000} oldest_pkt: 2 ${TICK - 10000}, ${TICK - 5000}\n`,
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

  it.each([
    ['-p tcp -m tcp --dport 8000', 'maybe', 'pass'],
    ['-p tcp -m tcp --dport 139', 'drop', 'drop'],
  ])('tells a limit from a ban by who is noted: %s', (noted, verdict, usually) => {
    const rules = [
      '-A INPUT -p tcp -m tcp --dport 8000 -m recent --update --seconds 60 --name L --mask 255.255.255.255 -j DROP',
      `-A INPUT ${noted} -m recent --set --name L --mask 255.255.255.255 -j ACCEPT`,
    ];
    const found = under(rules, { ...twice, ...clock });
    expect(found).toMatchObject({ verdict, usually });
    if (verdict === 'maybe')
      expect(found?.stop?.doubts).toMatchObject([{ reached: { says: 'it was noted 2 times' } }]);
  });

  it.each([
    ['--rcheck --seconds 30', 'drop'],
    ['--rcheck --seconds 10', 'pass'],
  ])('knows how long ago a client was noted: %s', (words, verdict) => {
    const rule = banned.replace('--rcheck', words);
    expect(under([rule], { ...twice, ...clock })?.verdict).toBe(verdict);
    expect(under([rule], twice)?.verdict).toBe('maybe');
    expect(under([rule], { ...twice, ...clock, '/proc/uptime': '9000.00 1.00\n' })?.verdict).toBe('maybe');
  });

  it.each([
    ['--update --seconds 60 --hitcount 2', 'it was noted 2 times'],
    ['--update --hitcount 2', 'it was noted 2 times'],
    ['--update --seconds 30 --hitcount 2', undefined],
    ['--update --seconds 60 --hitcount 3', undefined],
  ])('knows how often a client came: %s', (words, says) => {
    const found = under([banned.replace('--rcheck', words)], { ...twice, ...clock });
    expect(found).toMatchObject({ verdict: 'maybe', usually: 'pass' });
    expect(found?.stop?.doubts[0]?.reached?.says).toBe(says);
  });

  it('leaves to a limit how often somebody may come', () => {
    const rule = banned.replace('--rcheck', '--update --seconds 30 --hitcount 6');
    expect(way([rule], '')).toMatchObject({ verdict: 'maybe', usually: 'pass' });
  });
});

describe('-m hashlimit', () => {
  const above = (mode: string, more = '') =>
    `-A INPUT -p tcp --dport 8000 -m hashlimit --hashlimit-above 3/min ${more} --hashlimit-mode ${mode} --hashlimit-name h -j DROP`;
  const reached = (rule: string, entry: string) =>
    under([rule], { '/proc/net/ipt_hashlimit/h': `${entry}\n` })?.stop?.doubts[0]?.reached?.source;

  it.each([
    ['nothing is left', above('srcip'), '59 10.77.0.2:0->0.0.0.0:0 5 90 10', true],
    ['one is left', above('srcip'), '59 10.77.0.2:0->0.0.0.0:0 10 90 10', false],
    ['another client', above('srcip'), '59 10.77.0.9:0->0.0.0.0:0 5 90 10', false],
    ['its port', above('srcip,dstport'), '59 10.77.0.2:0->0.0.0.0:8000 5 90 10', true],
    ['another port', above('srcip,dstport'), '59 10.77.0.2:0->0.0.0.0:22 5 90 10', false],
    ['one address here', above('dstip'), '59 0.0.0.0:0->10.77.0.1:0 5 90 10', true],
    ['its network', above('srcip', '--hashlimit-srcmask 24'), '59 10.77.0.0:0->0.0.0.0:0 5 90 10', false],
    ['its own port', above('srcip,srcport'), '59 10.77.0.2:0->0.0.0.0:0 5 90 10', false],
    [
      'one is there again soon',
      above('srcip').replace('3/min', '3/sec'),
      '59 10.77.0.2:0->0.0.0.0:0 5 90 10',
      false,
    ],
    ['no entry at all', above('srcip'), 'src=10.77.0.2', false],
  ])('reads what is left: %s', (_, rule, entry, is) =>
    expect(reached(rule, entry)).toBe(is ? '/proc/net/ipt_hashlimit/h' : undefined),
  );
});
