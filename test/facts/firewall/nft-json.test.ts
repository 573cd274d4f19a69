import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNftJson } from '../../../src/facts/firewall/nft-json.js';
import { parseNftText } from '../../../src/facts/firewall/nft-text.js';

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const json = fixture('nft-1.0.6.json');
const text = fixture('nft-1.0.6.txt');

describe('parseNftJson, on what nft 1.0.6 printed', () => {
  const { tables, lacks } = parseNftJson(json, parseNftText(text));

  it('understands every object', () => expect(lacks).toEqual([]));

  it('finds the tables, chains with their hooks, sets and maps', () => {
    expect(tables.map(table => `${table.family} ${table.name}`)).toEqual(['inet t']);
    expect(tables[0]!.chains.map(chain => [chain.name, chain.hook?.name, chain.hook?.priority])).toEqual([
      ['sub', undefined, undefined],
      ['in', 'input', 0],
      ['nat', 'prerouting', -100],
      ['post', 'postrouting', 100],
      ['raw', 'prerouting', -300],
      ['tp', 'prerouting', -150],
    ]);
    expect(tables[0]!.sets.find(set => set.name === 'cc')).toMatchObject({
      types: ['ipv4_addr', 'inet_service'],
      map: false,
      elements: [{ concat: ['10.0.0.1', 80] }, { concat: ['10.0.0.2', 90] }],
    });
  });

  it('gives every rule the text and handle that nft prints', () => {
    const rules = tables.flatMap(table => table.chains.flatMap(chain => chain.rules));
    expect(rules.filter(rule => rule.text === '')).toEqual([]);
    for (const rule of rules) expect(text).toContain(`# handle ${rule.handle}`);
    expect(rules.find(rule => rule.text.startsWith('tcp dport { 22, 80-90 } drop'))).toBeDefined();
  });

  it('puts a named quota in the place of its name', () => {
    const rules = tables[0]!.chains.find(chain => chain.name === 'in')!.rules;
    expect(rules.find(rule => rule.text.startsWith('quota name "q1"'))!.statements[0]).toMatchObject({
      quota: { bytes: 10485760, used: 0, inv: true },
    });
  });
});

describe('parseNftJson, on other output', () => {
  it('takes the devices of an ingress chain from the text, where nft leaves them out of the JSON', () => {
    const { tables, lacks } = parseNftJson(fixture('managed.json'), parseNftText(fixture('managed.txt')));
    expect(lacks).toEqual([]);
    expect(tables.find(table => table.family === 'netdev')!.chains[0]!.hook!.devices).toEqual(['eth0', 'p0']);
    expect(parseNftJson(fixture('managed.json')).lacks).toEqual(['not understood in the rules: chain']);
  });

  it('tells what a later nft added', () => {
    const later = JSON.stringify({
      nftables: [{ tunnel: { family: 'inet', name: 'x' } }, { 'new thing': 1 }, 5],
    });
    expect(parseNftJson(later).lacks).toEqual([
      'not understood in the rules: new thing',
      'not understood in the rules: an entry that is no object',
    ]);
  });

  it('leaves out a table that sleeps, though the JSON of nft 1.0.6 has a wrong word for the flag', () => {
    const json = {
      nftables: [
        { table: { family: 'inet', name: 'f', handle: 1, flags: 'Lester Gooch #5' } },
        { chain: { family: 'inet', table: 'f', name: 'i', type: 'filter', hook: 'input', prio: 0 } },
        { table: { family: 'ip', name: 'g', handle: 2 } },
      ],
    };
    const text =
      'table inet f { # handle 1\n\tflags dormant\n\n\tchain i { # handle 1\n\t\ttype filter hook input priority filter; policy drop;\n\t}\n}\ntable ip g { # handle 2\n}\n';
    const { tables } = parseNftJson(JSON.stringify(json), parseNftText(text));
    expect(tables.map(table => table.name)).toEqual(['g']);
  });

  it('keeps a jump to a chain without a name, which nft prints as text', () => {
    const place = { family: 'inet', table: 'f' };
    const jump = 'jump {\n\t\t\tip saddr 10.0.0.0/8 drop\n\t\t}';
    const json = {
      nftables: [
        { table: { family: 'inet', name: 'f' } },
        { chain: { ...place, name: 'i', type: 'filter', hook: 'input', prio: 0 } },
        { rule: { ...place, chain: 'i', handle: 5, expr: [{ counter: null }, jump] } },
      ],
    };
    const { tables, lacks } = parseNftJson(JSON.stringify(json));
    expect(lacks).toEqual([]);
    expect(tables[0]?.chains[0]?.rules[0]?.statements).toEqual([
      { counter: null },
      { 'a chain without a name': null },
    ]);
  });

  it('puts the limits of a map in the place of their names', () => {
    const place = { family: 'inet', table: 'f' };
    const key = { payload: { protocol: 'tcp', field: 'dport' } };
    const slow = { ...place, name: 'slow', rate: 1, per: 'hour', inv: true };
    const json = {
      nftables: [
        { table: { family: 'inet', name: 'f' } },
        { limit: slow },
        { map: { ...place, name: 'm', type: 'inet_service', map: 'limit', elem: [[8000, 'slow']] } },
        { chain: { ...place, name: 'i', type: 'filter', hook: 'input', prio: 0 } },
        { rule: { ...place, chain: 'i', handle: 5, expr: [{ limit: { map: { key, data: '@m' } } }] } },
      ],
    };
    const { tables } = parseNftJson(JSON.stringify(json));
    expect(tables[0]?.chains[0]?.rules[0]?.statements).toEqual([
      { limit: { map: { key, data: { set: [[8000, slow]] } } } },
    ]);
  });

  it('leaves out a table that is switched off', () => {
    const dormant = {
      nftables: [
        { table: { family: 'ip', name: 'x', flags: ['dormant'] } },
        { chain: { family: 'ip', table: 'x', name: 'c', hook: 'input', prio: 0, policy: 'drop' } },
      ],
    };
    expect(parseNftJson(JSON.stringify(dormant))).toEqual({ tables: [], lacks: [] });
  });

  it('tells of output that was cut off anywhere', () => {
    for (const length of [0, 1, 20, 500, 5000, json.length - 2])
      expect(parseNftJson(json.slice(0, length))).toMatchObject({
        tables: [],
        lacks: [expect.stringContaining('nft')],
      });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), input => void parseNftJson(input)));
    const objects = fc.array(
      fc.dictionary(fc.constantFrom('table', 'chain', 'rule', 'set', 'map', 'quota'), fc.jsonValue()),
    );
    fc.assert(fc.property(objects, list => void parseNftJson(JSON.stringify({ nftables: list }))));
    fc.assert(fc.property(fc.string(), input => void parseNftText(input)));
  });
});
