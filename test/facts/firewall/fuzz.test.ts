import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIpsetSave } from '../../../src/facts/firewall/ipset.js';
import { parseIptablesSave } from '../../../src/facts/firewall/iptables-save.js';
import { parseNftJson } from '../../../src/facts/firewall/nft-json.js';
import { parseNftText } from '../../../src/facts/firewall/nft-text.js';
import { hintsOf, readOwners, ufwEnabled } from '../../../src/facts/firewall/owners.js';
import { resolveXt } from '../../../src/facts/firewall/resolve-xt.js';
import type { NamedSet, Table } from '../../../src/facts/firewall/types.js';
import { walk } from '../../../src/firewall/walk.js';
import { realSystem } from '../../../src/system/real.js';
import { rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, loopback, nic, routing } from '../../support/ground.js';
import { expectUnpolluted, fuzz, jsonMutants, mutants } from '../../support/mutate.js';

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const saved = fixture('managed.save');
const sets = fixture('ipset.save');
const json = ['managed.json', 'nft-1.0.6.json'].map(fixture);
const text = ['managed.txt', 'nft-1.0.6.txt'].map(fixture);
const interfaces = [loopback, nic('eth0', ['10.77.0.1/24', 'fd77::1/64'])];

/** What the rules would do with a packet: whatever they are, an answer. */
function judge(tables: readonly Table[], ipsets: readonly NamedSet[] = []): void {
  for (const question of [fromLan(), fromHere()]) {
    const rules = rulesOf(tables, { ipsets });
    const passage = walk({ firewall: rules, interfaces, routes: routing() }, question);
    expect(typeof (passage?.verdict ?? '')).toBe('string');
  }
}

describe('rules', () => {
  it('of nft are read and judged whatever they hold', () => {
    const listing = fc.tuple(jsonMutants(json), mutants(text));
    fc.assert(
      fc.property(listing, ([rules, texts]) => {
        const { tables, lacks } = parseNftJson(rules, parseNftText(texts));
        expect(lacks.every(each => typeof each === 'string')).toBe(true);
        judge(resolveXt(tables, parseIptablesSave(saved, 'iptables', 'ip')));
      }),
      { numRuns: 500 },
    );
    expectUnpolluted();
  });

  it.each([
    { op: '==', left: { ct: { key: { toString: 1 } } }, right: 1 },
    { op: '==', left: { meta: { key: { valueOf: 1, toString: 1 } } }, right: 1 },
    { op: '__proto__', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 80 },
  ])('of nft that no kernel has: %j', match => {
    const chain = { family: 'inet', table: 't', name: 'in' };
    const listing = {
      nftables: [
        { table: { family: 'inet', name: 't' } },
        { chain: { ...chain, type: 'filter', hook: 'input', prio: 0, policy: 'accept' } },
        { rule: { family: 'inet', table: 't', chain: 'in', handle: 1, expr: [{ match }, { drop: null }] } },
      ],
    };
    judge(parseNftJson(JSON.stringify(listing), parseNftText('')).tables);
  });

  it('of iptables are read and judged whatever they hold', () => {
    fuzz([saved], rules => judge(parseIptablesSave(rules, 'iptables', 'ip'), parseIpsetSave(sets)));
    fuzz([sets], each => void parseIpsetSave(each));
    const blocking =
      '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp -m set --match-set bad src -m tcp --dport 8000 -j DROP\n-A INPUT -m set ! --match-set both src,dst -j REJECT\n-A INPUT -s 10.0.0.0/255.0.0.0 ! -d 10.1.0.0/16 -m conntrack --ctstate NEW,RELATED -m limit --limit 3/min -j all\nCOMMIT\n*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m tcp --dport 8000 -j DNAT --to-destination 10.0.0.5-10.0.0.9:80-90/1\n-A PREROUTING -j REDIRECT --to-ports 80-90\nCOMMIT\n';
    fc.assert(
      fc.property(mutants([blocking, saved]), mutants([sets]), (rules, members) =>
        judge(parseIptablesSave(rules, 'iptables-legacy', 'ip'), parseIpsetSave(members)),
      ),
      { numRuns: 500 },
    );
  });

  it('as text take no time', () => fuzz(text, listing => void parseNftText(listing), 50));
});

it('the files of ufw and nftables', async () => {
  const files = [
    '# /etc/ufw/ufw.conf\nENABLED="yes"\nLOGLEVEL=low\n',
    '### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in\n-A ufw-user-input -p tcp --dport 22 -j ACCEPT\n',
    'table inet filter {\n  chain input { # drop nothing\n    tcp dport 8000 reject\n  }\n}\n',
  ];
  fuzz(files, each => {
    const system = { ...realSystem, read: () => each.slice(0, 64 * 1024) };
    expect(typeof ufwEnabled(system)).toBe('boolean');
    expect(hintsOf(system).length).toBeLessThan(8);
  });
  const ufw = parseIptablesSave('*filter\n:ufw-user-input - [0:0]\nCOMMIT\n', 'iptables', 'ip');
  const tuples = `${files[0]}### tuple ### ${'x'.repeat(100_000)}\n`;
  const owners = await readOwners({ ...realSystem, read: () => tuples }, ufw);
  expect(owners.ufwRules).toHaveLength(1);
});
