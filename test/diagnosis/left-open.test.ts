import { expect, it } from 'vitest';
import { unknown } from '../../src/facts/fact.js';
import { diagnosed, errors, healthy, listener, probe } from '../support/healthy.js';

const { limits } = healthy(8000);
const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const asUser = (conntrack: { used: number; limit: number } | null) => ({
  firewall: unknown('needs-root', "the firewall's rules cannot be read without root"),
  limits: { ...limits, conntrack },
  sockets: [],
  processes: [],
  owners: { pidsByInode: {}, hidden: [] },
  probes: refused,
});
const lan = { from: 'lan', family: null } as const;

it('leaves an idle port open for other machines while a rule that nobody could read may send it on', () => {
  const diagnosis = diagnosed('8000', asUser({ used: 3, limit: 100 }), lan);
  expect([diagnosis.verdict, errors(diagnosis)]).toEqual(['inconclusive', []]);
  expect(diagnosis.unchecked.find(each => each.code === 'port/nothing-listens')?.lacks).toContain(
    'may send it on',
  );
});

it('is sure where connections are not tracked, so that no rule rewrites addresses', () => {
  for (const conntrack of [null, { used: 0, limit: 100 }])
    expect(errors(diagnosed('8000', asUser(conntrack), lan))).toEqual(['port/nothing-listens']);
});

it("is sure where this machine's own programs are asked about too", () => {
  const diagnosis = diagnosed('8000', asUser({ used: 3, limit: 100 }));
  expect([diagnosis.verdict, errors(diagnosis)]).toEqual(['unreachable', ['port/nothing-listens']]);
});

it('leaves a port that takes privileges open for others, where a server without them is named after it', () => {
  const idle = [probe('127.0.0.1', 80, 'refused'), probe('10.0.0.1', 80, 'refused')];
  const with80 = (where: string, port: number) =>
    diagnosed('80', {
      ...asUser({ used: 3, limit: 100 }),
      probes: idle,
      listeners: [listener(where, port)],
    });
  const diagnosis = with80('0.0.0.0', 8080);
  expect(diagnosis.reach.find(({ from }) => from === 'lan')?.outcome).toBe('unknown');
  expect([diagnosis.verdict, errors(diagnosis)]).toEqual(['inconclusive', ['port/nothing-listens']]);
  expect(with80('127.0.0.1', 8080).verdict).toBe('unreachable');
  for (const other of [22, 5432, 3000]) expect(with80('0.0.0.0', other).verdict).toBe('unreachable');
});

it('leaves alone what is said of a port that somebody serves', () => {
  const served = { ...asUser({ used: 3, limit: 100 }), sockets: [listener('127.0.0.1', 8000)] };
  expect(errors(diagnosed('8000', served, lan))).toEqual(['bind/loopback-only']);
});

it('leaves a loopback server open for whom a rule may send there', () => {
  const base = asUser({ used: 3, limit: 100 });
  const { routes } = healthy(8000);
  const opened = (routeLocalnet: Record<string, number>, where = '127.0.0.1', used = 3) =>
    diagnosed(
      '8000',
      {
        ...base,
        limits: { ...limits, conntrack: { used, limit: 100 } },
        sockets: [listener(where, 8000)],
        routes: { ...routes, routeLocalnet },
      },
      lan,
    );
  for (const settings of [{ all: 1 }, { all: 0, eth0: 1 }]) {
    expect(opened(settings)).toMatchObject({ verdict: 'inconclusive', causes: [] });
    expect(errors(opened(settings, '10.9.9.9'))).toEqual(['bind/stale-address']);
    expect(errors(opened(settings, '127.0.0.1', 0))).toEqual(['bind/loopback-only']);
    expect(opened(settings, '::1')).not.toMatchObject({ verdict: 'inconclusive' });
  }
  expect(errors(opened({ all: 0, eth1: 1 }))).toEqual(['bind/loopback-only']);
});

it('leaves it open too where an attempt from here arrives although nobody listens', () => {
  const probes = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000)];
  const diagnosis = diagnosed('8000', { ...asUser({ used: 3, limit: 100 }), probes });
  expect(diagnosis.reach.find(({ from }) => from === 'lan')?.outcome).toBe('unknown');
  expect(errors(diagnosis)).toEqual([]);
  const waiting = [probe('127.0.0.1', 8000, 'timeout'), probe('10.0.0.1', 8000, 'timeout')];
  for (const used of [3, 0])
    expect(errors(diagnosed('8000', { ...asUser({ used, limit: 100 }), probes: waiting }))).toEqual([]);
});

it('leaves it open where attempts from here are refused, and not by the kernel', () => {
  const counting = (resets: number) => ({
    ...asUser({ used: 0, limit: 100 }),
    probes: refused.map(each => ({ ...each, byReset: true as const })),
    limits: {
      ...limits,
      conntrack: { used: 0, limit: 100 },
      counters: {
        before: limits.counters.before,
        after: {
          ...limits.counters.before,
          InReceives: limits.counters.before.InReceives + 9,
          OutRsts: limits.counters.before.OutRsts + resets,
        },
      },
    },
  });
  expect(errors(diagnosed('8000', counting(2)))).toEqual(['port/nothing-listens']);
  const diagnosis = diagnosed('8000', counting(1));
  expect([diagnosis.reach[0]?.outcome, errors(diagnosis)]).toEqual(['refused', []]);
  const states = Object.fromEntries(diagnosis.path.map(({ layer, state }) => [layer, state]));
  expect(states).toMatchObject({ port: 'unchecked', bind: 'not-reached', http: 'not-reached' });
});
