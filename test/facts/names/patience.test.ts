import { expect, it } from 'vitest';
import { valueIn } from '../../../src/facts/fact.js';
import type { Ask } from '../../../src/facts/names/ask.js';
import { lookUpName } from '../../../src/facts/names/read.js';
import { realSystem } from '../../../src/system/real.js';

const files: Readonly<Record<string, string>> = {
  '/etc/resolv.conf': 'nameserver 127.0.0.53\nsearch corp.test\n',
  '/etc/nsswitch.conf': 'hosts: files dns\n',
  '/etc/hosts': '127.0.0.1 localhost\n',
};
const system = { ...realSystem, read: (path: string) => files[path] ?? '' };
const reply = (addresses: string[]) => ({
  outcome: addresses.length > 0 ? ('NOERROR' as const) : ('NXDOMAIN' as const),
  addresses,
  ms: 50,
});

/** A server that is slower than the system's resolver, and knows what is in the search domain alone. */
const slow: Ask = async (_server, name, type) => {
  await new Promise(resolve => setTimeout(resolve, 50));
  return reply(name.endsWith('corp.test') && type === 'A' ? ['10.20.30.99'] : []);
};

it('does not wait for a second word of a server whose port is closed', async () => {
  const closed: Ask = async (_server, _name, type, _deadline, signal) => {
    if (type === 'A') return { outcome: 'refused', addresses: [], ms: 1 };
    await new Promise(resolve => signal?.addEventListener('abort', resolve));
    return { outcome: 'timeout', addresses: [], ms: 2 };
  };
  const lookup = async () => ({ addresses: [], error: 'EAI_AGAIN' });
  const begun = performance.now();
  const found = await lookUpName(system, 'shop.test', performance.now() + 5000, { lookup, ask: closed });
  expect(performance.now() - begun).toBeLessThan(1000);
  const outcomes = valueIn(found)?.answers.map(({ outcome }) => outcome);
  expect(new Set(outcomes)).toEqual(new Set(['refused']));
});

it('waits for the servers where none was heard to give the address that the system has', async () => {
  const lookup = async () => ({
    addresses: [{ family: 4 as const, address: '10.20.30.99' }],
    error: null,
  });
  const found = await lookUpName(system, 'shop.tset', performance.now() + 5000, { lookup, ask: slow });
  expect(found).toMatchObject({ value: { from: 'dns', wildcards: ['corp.test'] } });
});

it('asks in domains that the C library does not read after all that it tries', async () => {
  const resolv = 'nameserver 127.0.0.53\nsearch one.test two.test\nsearch corp.test lan.test\n';
  const asked = new Set<string>();
  const none: Ask = async (_server, name) => {
    asked.add(name);
    return reply([]);
  };
  const several = {
    ...system,
    read: (path: string) => ({ ...files, '/etc/resolv.conf': resolv })[path] ?? '',
  };
  const lookup = async () => ({ addresses: [], error: 'ENOTFOUND' });
  await lookUpName(several, 'shop', performance.now() + 5000, { lookup, ask: none });
  expect([...asked]).toEqual(['shop.corp.test', 'shop', 'shop.lan.test', 'shop.one.test']);
});
