import { expect, it } from 'vitest';
import { beside, inNamespace, named, noNamespaces } from '../support/namespace.js';

it.skipIf(noNamespaces)(
  named('looks again where an interface was read as on, and the ways while it was off'),
  () => {
    const answers = inNamespace(
      `ip link set lo up; ip link add v0 type veth peer name v1
       ip link set v0 up; ip link set v1 up; ip addr add 10.1.0.1/24 dev v0
       $NODE`,
      beside(import.meta.url, 'why.changing.entry.ts'),
    );
    expect(answers.trim().split('\n')).toEqual(['reachable', 'reachable']);
  },
  30_000,
);
