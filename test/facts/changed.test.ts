import { expect, it } from 'vitest';
import { beside, inNamespace, named, noNamespaces } from '../support/namespace.js';

/** A command, and whether what follows from interfaces, ways and rules may be another after it. */
const commands: readonly (readonly [string, boolean])[] = [
  ['true', false],
  ['ip link set v0 down', true],
  ['ip link set v0 up; ip route add default via 10.1.0.2', true],
  ['ip route replace default via 10.1.0.3', true],
  ['ip rule add from 10.1.0.1 to 10.9.0.0/16 blackhole', true],
  ['ip addr add 10.2.0.1/24 dev v0 valid_lft 99 preferred_lft 88', true],
  ['ip link set v1 down; ip link set v1 name v7; ip link set v7 up', true],
  ['ip addr change 10.2.0.1/24 dev v0 valid_lft 900 preferred_lft 800', false],
  ['nft add table ip t', true],
  ['nft list ruleset', false],
  ['nft flush ruleset', true],
  ['ip neigh add 10.1.0.6 lladdr 02:00:00:00:00:01 dev v0', false],
];

it.skipIf(noNamespaces)(named('tells what changed from what only ages'), () => {
  const answers = inNamespace(
    `ip link set lo up; ip link add v0 type veth peer name v1
     for each in v0 v1; do echo 1 > /proc/sys/net/ipv6/conf/$each/disable_ipv6; ip link set $each up; done
     ip addr add 10.1.0.1/24 dev v0
     COMMANDS='${JSON.stringify(commands.map(([command]) => command))}' $NODE`,
    beside(import.meta.url, 'changed.entry.ts'),
  );
  const told = answers.trim().split('\n');
  expect(commands.map(([command], index) => [command, told[index]])).toEqual(
    commands.map(([command, changes]) => [command, String(changes)]),
  );
});
