import { beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/facts/fact.js';
import type { Interface, InterfaceAddress } from '../../../src/facts/interfaces/types.js';
import { beside, inNamespace, named, noNamespaces } from '../../support/namespace.js';

type Known<T> = Extract<Fact<T>, { status: 'known' | 'partial' }>;

/** A row of `ip -j addr`, as far as it is compared. */
interface Row {
  readonly ifindex: number;
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly qdisc: string;
  readonly operstate: string;
  readonly group: string;
  readonly txqlen?: number;
  readonly link_type: string;
  readonly address?: string;
  readonly broadcast?: string;
  readonly master?: string;
  readonly link_index?: number;
  readonly link?: string;
  readonly addr_info: readonly Readonly<Record<string, unknown>>[];
}

// A veth pair, one end in another namespace; a bridge with a port; an alias, a peer address, addresses that end.
// /sys shows the interfaces of the namespace that mounted it, so the files need a mount of their own.
const script = `
  ip link set lo up
  ip link add v0 type veth peer name v1
  ip link add br0 type bridge
  ip link set v0 up
  ip link set v1 up master br0
  ip link set br0 up
  ip addr add 10.1.0.1/24 brd + dev v0
  ip addr add 10.1.0.9/24 dev v0 label v0:web
  ip addr add 10.2.0.1 peer 10.2.0.2/32 dev v0
  ip addr add 10.3.0.1/16 dev br0 valid_lft 3600 preferred_lft 1800
  ip -6 addr add 2001:db8::1/64 dev v0 nodad
  ip -6 addr add 2001:db8::2/64 dev v0 nodad preferred_lft 0
  ip -6 addr add fd00::1/64 dev br0 nodad valid_lft 7200 preferred_lft 3600
  ip link add v2 type veth peer name v3
  ip addr add 10.4.0.1/24 dev v2
  unshare -m sh -ec 'mount -t sysfs none /sys 2>/dev/null; $NODE'
  echo
  ip -j -d addr
`;

const names = ['secondary', 'temporary', 'nodad', 'deprecated', 'tentative', 'dynamic', 'dadfailed'];

/** An address in the words of `ip -j addr`. */
const shown = (address: InterfaceAddress, name: string) => ({
  family: address.family === 4 ? 'inet' : 'inet6',
  local: address.address,
  prefixlen: address.prefix,
  scope: address.scope,
  address: address.peer ?? undefined,
  broadcast: address.broadcast ?? undefined,
  label: address.family === 4 ? (address.label ?? name) : undefined,
  flags: names.filter(flag => address.flags.includes(flag)),
  lasting: address.validSeconds === null,
});

const listed = (row: Readonly<Record<string, unknown>>) => ({
  family: row.family,
  local: row.local,
  prefixlen: row.prefixlen,
  scope: row.scope,
  address: row.address,
  broadcast: row.broadcast,
  label: row.label,
  flags: names.filter(flag => row[flag] === true),
  lasting: row.valid_life_time === 2 ** 32 - 1,
});

describe.skipIf(noNamespaces)(named('interfaces'), () => {
  let kernel: Known<readonly Interface[]>;
  let files: Known<readonly Interface[]>;
  let rows: readonly Row[];

  beforeAll(() => {
    const [json, list] = inNamespace(script, beside(import.meta.url, 'linux.entry.ts')).split('\n\n');
    ({ kernel, files } = JSON.parse(json!));
    rows = JSON.parse(list!);
  }, 60_000);

  it('are those of ip link, in its order', () => {
    expect(kernel.status).toBe('known');
    expect(
      kernel.value.map(item => [
        item.index,
        item.name,
        item.flags,
        item.mtu,
        item.qdisc,
        item.state.toUpperCase(),
        item.group,
        item.type,
        item.hardwareAddress,
        item.broadcastAddress,
        item.master ?? undefined,
      ]),
    ).toEqual(
      rows.map(row => [
        row.ifindex,
        row.ifname,
        row.flags,
        row.mtu,
        row.qdisc,
        row.operstate,
        row.group,
        row.link_type,
        row.address,
        row.broadcast,
        row.master,
      ]),
    );
  });

  it('have the addresses of ip addr, in its order', () => {
    for (const [at, item] of kernel.value.entries())
      expect(item.addresses.map(address => shown(address, item.name))).toEqual(
        rows[at]!.addr_info.map(listed),
      );
  });

  it('tell how long an address lasts', () => {
    const lent = kernel.value.find(({ name }) => name === 'br0')!.addresses[0]!;
    expect(lent.validSeconds).toBeGreaterThan(3500);
    expect(lent.preferredSeconds).toBeLessThanOrEqual(1800);
  });

  it('tell their kind and the other end', () => {
    const [v0, v1] = ['v0', 'v1'].map(name => kernel.value.find(item => item.name === name)!);
    expect([v0!.kind, v0!.linkIndex, v1!.linkIndex]).toEqual(['veth', v1!.index, v0!.index]);
    expect(kernel.value.find(({ name }) => name === 'br0')).toMatchObject({ kind: 'bridge', xdp: false });
    expect(v1).toMatchObject({ master: 'br0' });
  });

  it('are the same by files, but for what these lack', () => {
    expect(files.status).toBe('partial');
    const common = ({ name, index, flags, mtu, state, type, hardwareAddress, master }: Interface) => ({
      name,
      index,
      flags: flags.filter(flag => flag !== 'M-DOWN'),
      mtu,
      state,
      type,
      hardwareAddress,
      master,
    });
    expect(files.value.map(common)).toEqual(kernel.value.map(common));
    // The address of the interface that is down is the one that no file tells.
    const addresses = (list: readonly Interface[]) =>
      list
        .filter(({ name }) => name !== 'v2')
        .map(item => item.addresses.map(({ address, prefix }) => `${address}/${prefix}`).sort());
    expect(addresses(files.value)).toEqual(addresses(kernel.value));
  });
});

// Without a mount of its own, /sys goes on to show the namespace that the test was started in.
const foreign = `
  ip link set lo up
  ip link add v0 type veth peer name v1
  ip link add v2 type veth peer name v3
  ip link set v0 up
  ip link set v1 up
  ip link set v2 up
  ip addr add 10.1.0.1/24 dev v0
  ip addr add 10.4.0.1/24 dev v2
  $NODE
`;

describe.skipIf(noNamespaces)(named('interfaces under a /sys of another network namespace'), () => {
  it('are read from /proc/net', () => {
    const { kernel, files } = JSON.parse(inNamespace(foreign, beside(import.meta.url, 'linux.entry.ts'))) as {
      kernel: Known<readonly Interface[]>;
      files: Known<readonly Interface[]>;
    };
    const common = ({ name, flags, addresses }: Interface) => [
      name,
      flags.filter(flag => flag !== 'M-DOWN'),
      addresses.filter(({ family }) => family === 4).map(({ address }) => address),
    ];
    const byName = (list: readonly Interface[]) =>
      list.map(common).sort((one, two) => String(one[0]).localeCompare(String(two[0])));
    expect(byName(files.value)).toEqual(byName(kernel.value));
  });
});
