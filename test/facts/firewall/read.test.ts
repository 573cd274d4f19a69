import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { valueIn } from '../../../src/facts/fact.js';
import { readFirewall } from '../../../src/facts/firewall/read.js';
import { encodeAttribute } from '../../../src/system/netlink/attributes.js';
import { realSystem } from '../../../src/system/real.js';
import type { Output, System } from '../../../src/system/system.js';

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');

const missing = (path: string): never => {
  throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
};

/** A machine with these files and tools; `ran` notes the programs that were started. */
function machine(
  files: Readonly<Record<string, string>>,
  tools: Readonly<Record<string, string | Partial<Output>>>,
): System & { readonly ran: string[] } {
  const ran: string[] = [];
  return {
    ...realSystem,
    platform: 'linux',
    ran,
    netlink: () => undefined,
    read: path => files[path] ?? missing(path),
    list: path => missing(path),
    status: path => (path in files ? ({} as never) : missing(path)),
    run: async (program, args) => {
      const line = [program, ...args].join(' ');
      ran.push(line);
      const answer = tools[line];
      if (answer === undefined) return missing(program);
      return {
        status: 0,
        stdout: '',
        stderr: '',
        ...(typeof answer === 'string' ? { stdout: answer } : answer),
      };
    },
  };
}

const root = { '/proc/self/status': 'CapEff:\t000001ffffffffff\n' };
const nobody = { '/proc/self/status': 'CapEff:\t0000000000000000\n' };
const list = 'nft -j list ruleset';
const text = 'nft -a -t list ruleset';

describe('readFirewall', () => {
  it('reads nftables, with the rules of iptables in full', async () => {
    const system = machine(root, {
      [list]: fixture('managed.json'),
      [text]: fixture('managed.txt'),
      'iptables-nft-save': fixture('managed.save'),
    });
    const fact = await readFirewall(system);
    expect(fact.status).toBe('known');
    expect(JSON.stringify(fact)).not.toContain('"xt"');
  });

  it('asks again for the family that nft leaves out of a reset', async () => {
    const reset = (handle: number) => ({
      rule: { family: 'inet', table: 'f', chain: 'c', handle, expr: [{ reject: { type: 'tcp reset' } }] },
    });
    const system = machine(root, {
      [list]: JSON.stringify({
        nftables: [
          { table: { family: 'inet', name: 'f' } },
          { chain: { family: 'inet', table: 'f', name: 'c' } },
          reset(2),
          reset(3),
        ],
      }),
      [text]: '',
      'nft -t --debug=netlink list ruleset': [
        'inet f c 2\n  [ meta load nfproto => reg 1 ]\n  [ cmp eq reg 1 0x0000000a ]\n  [ reject type 1 code 0 ]\n',
        'inet f c 3 2\n  [ meta load l4proto => reg 1 ]\n  [ cmp eq reg 1 0x00000006 ]\n  [ reject type 1 code 0 ]\n',
        'table inet f {\n}\n',
      ].join('\n'),
    });
    const fact = await readFirewall(system);
    const rules = valueIn(fact)?.tables[0]?.chains[0]?.rules.map(rule => rule.statements.length);
    expect(rules).toEqual([2, 1]);
    expect(JSON.stringify(fact)).toContain('"right":"ipv6"');
  });

  it('reads the old iptables where the kernel says that it is in use', async () => {
    const system = machine(
      { ...root, '/proc/net/ip_tables_names': 'filter\n' },
      { [list]: '{"nftables": []}', [text]: '', 'iptables-legacy-save': fixture('managed.save') },
    );
    const fact = await readFirewall(system);
    expect(fact).toMatchObject({ status: 'known', value: { tables: [{ engine: 'iptables-legacy' }, {}] } });
  });

  it.each([
    ['known', 'filter', ''],
    ['partial', 'own', ''],
    [
      'partial',
      'filter',
      "# Table `filter' contains incompatible base-chains, use 'nft' tool to list them.\n",
    ],
  ])(
    'is %s without nft, where the kernel has iptables’ table and one named %s',
    async (status, name, said) => {
      const tables = ['filter', name].map(each =>
        Buffer.concat([Buffer.from([2, 0, 0, 0]), encodeAttribute(1, Buffer.from(`${each}\0`))]),
      );
      const system = {
        ...machine(root, { 'iptables-nft-save': said + fixture('managed.save'), 'ip6tables-nft-save': '' }),
        netlink: () => ({ dump: () => tables, ask: () => Buffer.alloc(0) }),
      };
      expect(await readFirewall(system as never)).toMatchObject({ status });
    },
  );

  it('is partial where the old iptables is in use and its tool is missing', async () => {
    const system = machine(
      { ...root, '/proc/net/ip6_tables_names': 'filter\n' },
      { [list]: fixture('nft-1.0.6.json'), [text]: fixture('nft-1.0.6.txt') },
    );
    expect(await readFirewall(system)).toMatchObject({
      status: 'partial',
      lacks: expect.stringContaining('ip6tables-legacy-save is not installed'),
    });
  });

  it('starts nothing without the right to, and says what the configuration tells', async () => {
    const system = {
      ...machine({ ...nobody, '/etc/ufw/ufw.conf': '# x\nENABLED=yes\n', '/usr/sbin/ufw': '' }, {}),
      uid: 1000,
    };
    expect(await readFirewall(system)).toEqual({
      status: 'unknown',
      reason: 'needs-root',
      detail: "the firewall's rules cannot be read without root (/etc/ufw/ufw.conf says that ufw is on)",
    });
    expect(system.ran).toEqual([]);
  });

  it('starts nothing where the kernel has no tables', async () => {
    const system = { ...machine(root, {}), netlink: () => ({ dump: () => [], ask: () => Buffer.alloc(0) }) };
    expect(await readFirewall(system as never)).toMatchObject({ status: 'known', value: { tables: [] } });
    expect(system.ran).toEqual([]);
  });

  it.each([
    ['cut off', fixture('nft-1.0.6.json').slice(0, 4000)],
    ['no JSON', 'Error: something'],
    ['of a later format', '{"rules": []}'],
  ])('is unknown where the output is %s', async (_, stdout) => {
    expect(await readFirewall(machine(root, { [list]: stdout, [text]: '' }))).toMatchObject({
      status: 'unknown',
      reason: 'failed',
    });
  });

  it('is partial where it holds things that are not known here', async () => {
    const later = JSON.stringify({
      nftables: [
        { table: { family: 'inet', name: 't' } },
        { tunnel: { family: 'inet', table: 't', name: 'x' } },
      ],
    });
    expect(await readFirewall(machine(root, { [list]: later, [text]: '' }))).toMatchObject({
      status: 'partial',
      lacks: expect.stringContaining('tunnel'),
    });
  });

  it('needs root where nft says so, and the tool where it is missing', async () => {
    const denied = { status: 1, stderr: 'Operation not permitted (you must be root)' };
    expect(await readFirewall(machine(root, { [list]: denied, [text]: denied }))).toMatchObject({
      reason: 'needs-root',
    });
    expect(await readFirewall(machine(root, {}))).toMatchObject({
      status: 'unknown',
      reason: 'tool-missing',
    });
  });

  it('knows ufw by its file and its chains together', async () => {
    const save = '*filter\n:INPUT DROP [0:0]\n:ufw-user-input - [0:0]\nCOMMIT\n';
    const files = {
      ...root,
      '/proc/net/ip_tables_names': 'filter',
      '/etc/ufw/ufw.conf': 'ENABLED=yes',
      '/usr/sbin/ufw': '',
      '/etc/ufw/user.rules': '### tuple ### deny tcp 8000 0.0.0.0/0 any 0.0.0.0/0 in\n-A x\n',
    };
    const tools = { [list]: '{"nftables": []}', [text]: '', 'iptables-legacy-save': save };
    expect(await readFirewall(machine(files, tools))).toMatchObject({
      value: {
        owners: { ufw: true, ufwRules: ['deny tcp 8000 0.0.0.0/0 any 0.0.0.0/0 in'], ufwKeepsIPv6: true },
      },
    });
    const closed = { ...files, '/etc/default/ufw': '# comment\nIPV6=no\n' };
    expect(await readFirewall(machine(closed, tools))).toMatchObject({
      value: { owners: { ufw: true, ufwKeepsIPv6: false } },
    });
    expect(await readFirewall(machine({ ...files, '/etc/ufw/ufw.conf': 'ENABLED=no' }, tools))).toMatchObject(
      { value: { owners: { ufw: false } } },
    );
    const { '/usr/sbin/ufw': _, ...removed } = files;
    expect(await readFirewall(machine(removed, tools))).toMatchObject({ value: { owners: { ufw: false } } });
  });

  const modules = {
    ...nobody,
    '/proc/modules':
      'ip_tables 32768 0 - Live 0x0\nx_tables 53248 1 ip_tables, Live 0x0\next4 999424 1 - Live 0x0\n',
    '/proc/sys/kernel/osrelease': '6.1.0-18-amd64\n',
    '/lib/modules/6.1.0-18-amd64/modules.builtin': 'kernel/fs/ext4/ext4.ko\nkernel/net/ipv4/tcp_cubic.ko\n',
  };

  it('knows without root that a kernel has no rules that has nothing loaded to keep them', async () => {
    const fact = await readFirewall({ ...machine(modules, {}), uid: 1000 });
    expect(fact).toMatchObject({ status: 'known', source: '/proc/modules', value: { tables: [] } });
  });

  it.each([
    ['nf_tables is loaded', { '/proc/modules': 'nf_tables 1 0 - Live 0x0\n' }],
    ['the old iptables filters', { '/proc/modules': 'iptable_filter 1 0 - Live 0x0\n' }],
    ['IPsec may be told', { '/proc/modules': 'xfrm_user 1 0 - Live 0x0\n' }],
    ['the kernel has no modules', { '/proc/modules': '' }],
    [
      'nf_tables is built in',
      { '/lib/modules/6.1.0-18-amd64/modules.builtin': 'kernel/net/netfilter/nf_tables.ko\n' },
    ],
    ['it cannot be told what is built in', { '/lib/modules/6.1.0-18-amd64/modules.builtin': '' }],
  ])('does not know it where %s', async (_why, files) => {
    const fact = await readFirewall({ ...machine({ ...modules, ...files }, {}), uid: 1000 });
    expect(fact).toMatchObject({ status: 'unknown', reason: 'needs-root' });
  });

  it('does not send the root of a container for root', async () => {
    const fact = await readFirewall({ ...machine(nobody, {}), uid: 0 });
    expect(fact).toMatchObject({ detail: expect.stringContaining('CAP_NET_ADMIN') });
    expect(fact).not.toMatchObject({ detail: expect.stringContaining('without root') });
  });
});
