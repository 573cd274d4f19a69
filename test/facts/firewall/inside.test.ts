import { expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import { withRulesInside } from '../../../src/facts/firewall/inside.js';
import type { System } from '../../../src/system/system.js';
import { nft, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, namespace } from '../../support/ground.js';

const table =
  '  sl  local_address rem_address   st\n   0: 020011AC:0050 02004D0A:B748 06 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000 0\n';
const system = {
  ...({} as System),
  platform: 'linux',
  uid: 0,
  env: {},
  read: (path: string) => {
    if (path === '/proc/42/net/tcp') return table;
    throw new Error('ENOENT');
  },
  run: () => Promise.reject(new Error('ENOENT')),
} as System;

it('asks who has come to an address of a namespace where no rule sends those who ask for another one there', async () => {
  const space = namespace({ pids: [42], addresses: ['172.17.0.2'] });
  const asked = fromLan({ address: '172.17.0.2', port: 80, local: false, behind: 'target' });
  const clientsBy = async (statements: Parameters<typeof nft>[1]) => {
    const rules = rulesOf(nft('prerouting', statements));
    const read = await withRulesInside(system, known([space], '/proc'), rules, 80, [asked], {
      own: ['172.17.0.1'],
      handedTo: [],
    });
    return valueIn(read)?.[0]?.clients;
  };
  const port = { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 8080 } };
  expect(await clientsBy([[port, { accept: null }]] as Parameters<typeof nft>[1])).toEqual(['10.77.0.2']);
  const published = [[port, { dnat: { addr: '172.17.0.2', port: 80 } }]] as Parameters<typeof nft>[1];
  expect(await clientsBy(published)).toBeUndefined();
});

it('reads the rules of a container that a program hands connections on to', async () => {
  const space = namespace({ pids: [42], addresses: ['172.17.0.2'] });
  const save = '*filter\n:INPUT DROP [0:0]\nCOMMIT\n';
  const shell = {
    ...system,
    now: () => 0,
    run: async (_: string, args: readonly string[]) => {
      if (args.includes('iptables-legacy-save')) return { status: 0, stdout: save, stderr: '' };
      throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
    },
    read: (path: string) => {
      if (path === '/proc/self/status') return 'CapEff:\t000001ffffffffff\n';
      if (path === '/proc/42/net/ip_tables_names') return 'filter\n';
      throw new Error('ENOENT');
    },
  } as System;
  const read = (handedTo: readonly string[]) =>
    withRulesInside(shell, known([space], '/proc'), rulesOf([]), 8080, [fromHere({ port: 8080 })], {
      own: ['172.17.0.1'],
      handedTo,
    });
  expect(valueIn(await read([]))?.[0]).not.toHaveProperty('firewall');
  expect(valueIn(await read(['172.17.0.2']))?.[0]?.firewall?.rules.tables).toHaveLength(1);
});

it('reads the rules of the machine, and none of its settings, where it is the router on the way out of a namespace', async () => {
  const save = '*filter\n:FORWARD DROP [0:0]\nCOMMIT\n*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n';
  const gateway = (address: string) => `Iface\tDestination\tGateway\neth0\t00000000\t${address}\t0003\n`;
  const inside = (own: string, nft: string | null = null): System => ({
    ...system,
    now: () => 0,
    read: path => {
      if (path === '/proc/self/net/route') return gateway(own);
      if (path === '/proc/self/status') return 'CapEff:\t000001ffffffffff\n';
      if (path === '/proc/1/net/ip_tables_names') return nft === null ? 'filter\nnat\n' : '';
      if (path.startsWith('/proc/sys/')) return '0\n';
      throw new Error('ENOENT');
    },
    list: path => (path === '/proc/sys/net/ipv4/conf' ? ['eth0'] : []),
    status: () => {
      throw new Error('ENOENT');
    },
    run: async (_, args) => {
      if (nft !== null && args.includes('nft')) return { status: 0, stdout: nft, stderr: '' };
      if (nft === null && args.includes('iptables-legacy-save'))
        return { status: 0, stdout: save, stderr: '' };
      throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
    },
  });
  const machine = namespace({ pids: [1], addresses: ['172.17.0.1', '10.77.0.1'] });
  const asked = fromHere({ address: '10.77.0.9', local: false });
  const read = async (own: string, nft?: string) =>
    valueIn(
      await withRulesInside(inside(own, nft), known([machine], '/proc'), rulesOf([]), 80, [asked], {
        own: [],
        handedTo: [],
      }),
    )?.[0];
  expect((await read('010011AC'))?.firewall?.rules).toMatchObject({ routeLocalnet: [] });
  expect((await read('010011AC'))?.firewall?.rules).not.toHaveProperty('forwarding');
  expect(await read('FE0011AC')).not.toHaveProperty('firewall');
  // That there are no rules tells that nobody masquerades.
  expect((await read('010011AC', '{"nftables": []}'))?.firewall?.rules.tables).toEqual([]);
});
