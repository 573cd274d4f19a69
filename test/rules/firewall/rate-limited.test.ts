import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Json } from '../../../src/facts/firewall/types.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import type { Neighbour } from '../../../src/facts/routes/types.js';
import { rule } from '../../../src/rules/firewall/rate-limited.js';
import { behind, dport, iptables, nft, rulesOf } from '../../support/firewall.js';
import { fromClient, fromHere, fromLan, listener, routes, verdictOf } from '../../support/ground.js';
import { probe } from '../../support/healthy.js';

const over = (rate: number, per: string) =>
  nft('input', [[dport(8000), { limit: { rate, per, inv: true } }, { drop: null }]]);

describe('firewall/rate-limited', () => {
  it.each([
    ['a few a minute', over(3, 'minute'), 'warning'],
    ['many a second', over(50, 'second'), 'note'],
    [
      'connections at a time',
      iptables(['-A INPUT -p tcp --dport 8000 -m connlimit --connlimit-above 3 -j REJECT']),
      'warning',
    ],
    [
      'those lately noted',
      iptables(['-A INPUT -p tcp --dport 8000 -m recent --update --seconds 30 --hitcount 6 -j DROP']),
      'warning',
    ],
  ])('is found by %s', (_, tables, severity) =>
    expect(verdictOf(rule, behind(rulesOf(tables)), fromLan())).toMatchObject({ severity, outcome: 'ok' }),
  );

  it('cannot tell what is left of a shared account to which little is added', () => {
    const fate = (limit: Json, question = fromLan()) => {
      const rules = rulesOf(nft('input', [[dport(8000), limit, { accept: null }]], { policy: 'drop' }));
      return verdictOf(rule, behind(rules), question);
    };
    const slow = (rate: number, per: string) => fate({ limit: { rate, per } });
    for (const found of [slow(2, 'hour'), slow(100, 'day')])
      expect(found).toMatchObject({
        severity: 'warning',
        outcome: 'unknown',
        summary: expect.stringContaining('how much of it is left cannot be told'),
      });
    for (const found of [slow(600, 'hour'), slow(2, 'minute')])
      expect(found).toMatchObject({ severity: 'warning', outcome: 'ok' });
    // This machine's own attempt tells for itself, and each client's own account is another's in no case.
    expect(fate({ limit: { rate: 2, per: 'hour' } }, fromHere())).toMatchObject({ outcome: 'ok' });
    const each = '-A INPUT -p tcp --dport 8000 -m hashlimit --hashlimit-above 2/hour --hashlimit-mode srcip';
    const own = iptables([`${each} --hashlimit-name a -j DROP`]);
    expect(verdictOf(rule, behind(rulesOf(own)), fromLan())).toMatchObject({ outcome: 'ok' });
  });

  describe('by the connections of the last minute', () => {
    const left = (address: string, ...rest: readonly number[]) =>
      rest.map(expiresIn =>
        listener('10.77.0.1', 8000, { state: 'time-wait', remote: { address, port: 40_000 }, expiresIn }),
      );
    const withGone = (tables: ReturnType<typeof nft>, ...gone: ReturnType<typeof left>) =>
      verdictOf(
        rule,
        behind(rulesOf(tables), { sockets: known([listener('0.0.0.0', 8000), ...gone], 'sock_diag') }),
        fromClient('10.77.0.2'),
      );
    const limit = { rate: 3, burst: 3, per: 'minute' };
    const shared = nft('input', [[dport(8000), { limit }, { accept: null }]], { policy: 'drop' });
    const each = (field: string) =>
      nft('input', [
        [
          dport(8000),
          {
            set: {
              op: 'update',
              elem: { payload: { protocol: 'ip', field } },
              set: '@flood',
              stmt: [{ limit: { ...limit, inv: true } }],
            },
          },
          { drop: null },
        ],
      ]);
    const spent = { severity: 'error', outcome: 'timeout', says: 'the limit is reached' };

    it('is an error where they used it up', () => {
      for (const tables of [
        shared,
        each('saddr'),
        iptables([
          '-A INPUT -p tcp --dport 8000 -m limit --limit 3/min --limit-burst 3 -j ACCEPT',
          '-A INPUT -j DROP',
        ]),
      ])
        expect(withGone(tables, ...left('10.77.0.2', 55, 56, 57))).toMatchObject({
          ...spent,
          evidence: expect.arrayContaining([expect.objectContaining({ source: 'sock_diag or /proc/net' })]),
        });
    });

    it('cannot tell where a client has a slow account of its own that no connection shows any more', () => {
      const own = (limit: object, ...elements: readonly string[]) => {
        const stmt = [{ limit: { inv: true, ...limit } }];
        const add = {
          op: 'update',
          elem: { payload: { protocol: 'ip', field: 'saddr' } },
          set: '@m',
          stmt,
        };
        const elem = elements.map(val => ({ elem: { val, expires: 3500 } }));
        const set = { family: 'inet', table: 'filter', name: 'm', type: 'ipv4_addr', handle: 9, elem };
        return withGone(nft('input', [[dport(8000), { set: add }, { drop: null }]], {}, [{ set }]));
      };
      const hourly = { rate: 2, burst: 2, per: 'hour' };
      expect(own(hourly, '10.77.0.2')).toMatchObject({
        severity: 'warning',
        outcome: 'unknown',
        summary: expect.stringContaining('10.77.0.2 has come before'),
      });
      for (const found of [
        own(hourly, '10.77.0.3'),
        own({ ...hourly, burst: 30 }, '10.77.0.2'),
        own({ ...hourly, per: 'minute' }, '10.77.0.2'),
      ])
        expect(found).toMatchObject({ severity: 'warning', outcome: 'ok' });
    });

    it('counts what is left by whole packets', () => {
      const limit = { rate: 2, burst: 2, per: 'hour', inv: true };
      const add = {
        op: 'update',
        elem: { payload: { protocol: 'ip', field: 'saddr' } },
        set: '@m',
        stmt: [{ limit }],
      };
      const few = nft('input', [[dport(8000), { set: add }, { drop: null }]]);
      expect(withGone(few, ...left('10.77.0.2', 55))).toMatchObject({ outcome: 'unknown' });
    });

    it('cannot tell where they took half of it', () =>
      expect(withGone(shared, ...left('10.77.0.2', 55, 56))).toMatchObject({
        severity: 'warning',
        outcome: 'unknown',
        summary: expect.stringContaining('2 connections of 10.77.0.2 in the last minute'),
      }));

    it("leaves this machine's own connections out, which come by loopback", () => {
      const gone = left('10.77.0.1', 55, 56, 57);
      const sockets = known([listener('0.0.0.0', 8000), ...gone], 'sock_diag');
      expect(verdictOf(rule, behind(rulesOf(shared), { sockets }), fromLan())).toMatchObject({
        severity: 'warning',
        outcome: 'ok',
      });
    });

    it('gets enough back in a moment where it counts by the second', () => {
      const quick = nft('input', [[dport(8000), { limit: { ...limit, per: 'second' } }, { accept: null }]], {
        policy: 'drop',
      });
      expect(withGone(quick, ...left('10.77.0.2', 57, 57, 57))).toMatchObject({ outcome: 'ok' });
    });

    it.each([
      ['one of three', shared, left('10.77.0.2', 57)],
      ['another client', shared, left('10.88.0.2', 55, 56, 57)],
      ['long ago, one after the other', shared, left('10.77.0.2', 1, 20, 40)],
      ['more than it can have let through', shared, left('10.77.0.2', 54, 55, 56, 57, 58)],
      ['all of it, and it has come back', shared, left('10.77.0.2', 2, 2, 2)],
      ['counted by what is no client', each('daddr'), left('10.77.0.2', 55, 56, 57)],
    ])('leaves enough: %s', (_, tables, gone) =>
      expect(withGone(tables, ...gone)).toMatchObject({ severity: 'warning', outcome: 'ok' }),
    );
  });

  it('is an error for a client that has as many connections open as it may', () => {
    const rule3 = '-A INPUT -p tcp --dport 8000 -m connlimit --connlimit-above 2 -j REJECT';
    const remote = { address: '::ffff:10.77.0.2', port: 40000 };
    const open = listener('::ffff:10.77.0.1', 8000, { state: 'established', remote });
    const from = (client: string, held: number) => {
      const sockets = known([listener('::', 8000), ...Array(held).fill(open)], 'sock_diag');
      return verdictOf(rule, behind(rulesOf(iptables([rule3])), { sockets }), fromClient(client));
    };
    expect(from('10.77.0.2', 2)).toMatchObject({
      severity: 'error',
      outcome: 'refused',
      says: '2 of 2 connections are open',
    });
    expect(from('10.77.0.2', 1)).toMatchObject({ severity: 'warning' });
    expect(from('10.77.0.3', 2)).toMatchObject({ severity: 'warning' });
  });

  it('is an error for the neighbour that stands for its network', () => {
    const each = iptables(['-A INPUT -p tcp --dport 8000 -m connlimit --connlimit-above 2 -j DROP']);
    const from = (client: string, others: readonly Neighbour[] = []) => {
      const remote = { address: client, port: 40000 };
      const open = listener('10.77.0.1', 8000, { state: 'established', remote });
      const sockets = known([listener('0.0.0.0', 8000), open, open], 'sock_diag');
      const seen = { sockets, routes: routes({ neighbours: others }) };
      return verdictOf(rule, behind(rulesOf(each), seen), fromLan());
    };
    const other = {
      address: '10.77.0.3',
      device: 'eth0',
      hardwareAddress: '02:00:00:00:00:03',
      state: 'stale',
    };
    expect(from('10.77.0.2', [other])).toMatchObject({
      severity: 'warning',
      outcome: 'ok',
      summary: expect.stringContaining('10.77.0.2 has 2 connections'),
    });
    expect(from('10.77.0.2')).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining(
        '10.77.0.2 has 2 connections to port 8000 open, and the firewall allows 2',
      ),
    });
    expect(from('10.77.0.9')).toMatchObject({ severity: 'warning' });
  });

  it('counts connections that are sent on, and have no socket here', () => {
    const tables = iptables(['-A INPUT -p tcp --dport 8000 -m connlimit --connlimit-above 2 -j DROP']);
    const to = (destination: string, ...sources: readonly string[]) => {
      const tracked = sources.map(source => ({ source, destination }));
      return verdictOf(rule, behind(rulesOf(tables, { tracked })), fromClient('10.77.0.3'));
    };
    const [own, other] = ['10.77.0.1', '10.123.0.5'];
    expect(to(own, '10.77.0.3', '10.77.0.3')).toMatchObject({
      severity: 'error',
      evidence: expect.arrayContaining([expect.objectContaining({ source: '/proc/net/nf_conntrack' })]),
    });
    expect(to(own, '10.77.0.3', '10.77.0.4')).toMatchObject({ severity: 'warning' });
    // What passes through this machine to another one is no connection to it.
    expect(to(other, '10.77.0.3', '10.77.0.3')).toMatchObject({ severity: 'warning' });
  });

  it('counts the connections of a whole network where the rule does', () => {
    const remote = { address: '10.77.0.9', port: 40000 };
    const open = listener('10.77.0.1', 8000, { state: 'established', remote });
    const sockets = known([listener('0.0.0.0', 8000), open, open], 'sock_diag');
    const masked = (options: string, client: string) => {
      const tables = iptables([
        `-A INPUT -p tcp --dport 8000 -m connlimit --connlimit-above 2 ${options} -j DROP`,
      ]);
      return verdictOf(rule, behind(rulesOf(tables), { sockets }), fromClient(client));
    };
    expect(masked('--connlimit-mask 24 --connlimit-saddr', '10.77.0.3')).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('10.77.0.0/24 has 2 connections'),
    });
    expect(masked('--connlimit-mask 32 --connlimit-saddr', '10.77.0.3')).toMatchObject({
      severity: 'warning',
    });
    expect(masked('--connlimit-mask 24 --connlimit-saddr', '10.88.0.3')).toMatchObject({
      severity: 'warning',
    });
    expect(masked('--connlimit-mask 32 --connlimit-daddr', '10.88.0.3')).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining(
        '2 connections to port 8000 are open, and the firewall allows 2 in all',
      ),
    });
  });

  it('is an error for everybody where the connections of all are counted together', () => {
    const remote = { address: '10.77.0.9', port: 40000 };
    const open = listener('10.77.0.1', 8000, { state: 'established', remote });
    const sockets = known([listener('0.0.0.0', 8000), open, open], 'sock_diag');
    const shared = nft('input', [[dport(8000), { 'ct count': { val: 2, inv: true } }, { drop: null }]]);
    expect(verdictOf(rule, behind(rulesOf(shared), { sockets }), fromLan())).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining(
        '2 connections to port 8000 are open, and the firewall allows 2 in all',
      ),
    });
    // The pool of a program on this machine comes by loopback, which other rules let in.
    const pool = (address: string) =>
      listener(address, 8000, { ...open, local: { address, port: 8000 }, remote: { address, port: 4 } });
    for (const own of ['127.0.0.1', '10.77.0.1'].map(pool)) {
      const held = { sockets: known([listener('0.0.0.0', 8000), own, own], 'sock_diag') };
      expect(verdictOf(rule, behind(rulesOf(shared), held), fromLan())).toMatchObject({
        severity: 'warning',
      });
    }
    const each = iptables(['-A INPUT -p tcp --dport 8000 -m connlimit --connlimit-above 2 -j DROP']);
    expect(verdictOf(rule, behind(rulesOf(each), { sockets }), fromLan())).toMatchObject({
      severity: 'warning',
    });
  });

  it('is an error for this machine itself where none of its attempts got through', () => {
    const tables = nft('input', [[{ limit: { rate: 3, per: 'hour' } }, { accept: null }], [{ drop: null }]]);
    const here = fromHere({ address: '10.77.0.1' });
    const tried = (outcome: Probe['outcome'], other: Probe['outcome'], queued = 0, question = here) => {
      const sockets = known([listener('0.0.0.0', 8000, { queue: { used: queued, limit: 5 } })], 'sock_diag');
      const probes = known([probe('10.77.0.1', 8000, outcome), probe('127.0.0.1', 8000, other)], 'here');
      return verdictOf(rule, behind(rulesOf(tables), { sockets, probes }), question);
    };
    expect(tried('timeout', 'timeout')).toMatchObject({ severity: 'error', outcome: 'timeout' });
    expect(tried('timeout', 'connected')).toMatchObject({ severity: 'warning' });
    // The account is one for all.
    expect(tried('timeout', 'timeout', 0, fromLan())).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
    });
    expect(tried('timeout', 'connected', 0, fromLan())).toMatchObject({ severity: 'warning' });
    expect(tried('timeout', 'timeout', 5)).toMatchObject({ severity: 'warning' });
  });

  it('is an error on the way out where what was to be sent again never left', () => {
    const away = fromHere({ address: '10.77.0.9', local: false });
    const tried = (unsent: number) =>
      behind(
        rulesOf(
          nft('output', [[dport(8000), { limit: { rate: 1, per: 'hour', inv: true } }, { drop: null }]]),
        ),
        {
          probes: known([probe('10.77.0.9', 8000, 'timeout')], 'connections made'),
          limits: known(
            { conntrack: null, counters: { before: {}, after: { TCPRetransFail: unsent } } } as never,
            '/proc',
          ),
        },
      );
    expect(verdictOf(rule, tried(2), away)).toMatchObject({ severity: 'error', outcome: 'timeout' });
    expect(verdictOf(rule, tried(1), away)).toMatchObject({ severity: 'warning' });
  });

  it('lets everything in before the limit, if one wants to', () =>
    expect(verdictOf(rule, behind(rulesOf(over(3, 'minute'))), fromLan())).toMatchObject({
      fixes: [{ steps: [{ command: 'nft insert rule inet filter c handle 2 tcp dport 8000 accept' }] }],
    }));

  it.each([
    [
      'another port',
      nft('input', [[dport(8001), { limit: { rate: 3, per: 'minute', inv: true } }, { drop: null }]]),
    ],
    ['a limit on what is logged', nft('input', [[{ limit: { rate: 3, per: 'minute' } }, { log: null }]])],
    [
      'a drop that comes first',
      nft('input', [[{ drop: null }], [{ limit: { rate: 3, per: 'minute' } }, { accept: null }]]),
    ],
  ])('is ruled out by %s', (_, tables) =>
    expect(verdictOf(rule, behind(rulesOf(tables)), fromLan())).toBe('ruled-out'),
  );
});
