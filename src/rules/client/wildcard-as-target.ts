import { loopbackOf } from '../../net/address.js';
import { isWildcard } from '../../net/prefix.js';
import { defineRule } from '../rule.js';
import { at } from '../serving.js';

/**
 * The target is the address by which a server means all of its own; as a destination it is loopback on Linux only: whoever
 * asks for it elsewhere asks for the own machine.
 */
export const rule = defineRule({
  code: 'client/wildcard-as-target',
  needs: ['machine'],
  check({ machine }, { target, vantage, address, family, port }) {
    if (target.host === null || !isWildcard(address)) return undefined;
    const loopback = loopbackOf(family);
    const linux = machine.platform === 'linux';
    const here = vantage.kind === 'self';
    const reaches = here
      ? linux
        ? `it reaches ${loopback} on Linux, and nothing from other systems and from browsers`
        : 'it reaches nothing here'
      : 'it never leaves the machine that asks';
    return {
      severity: linux && here ? 'warning' : 'error',
      summary: `${address} is what a server listens on to mean all its addresses; as a destination ${reaches}.`,
      says: `${address} is no destination`,
      evidence: [
        {
          fact: 'machine',
          says: `the target is ${at(address, port)}, asked on ${machine.platform}`,
          source: 'the target',
        },
      ],
      fixes: [
        {
          title: 'Ask for an address that the server is reached by',
          text: `On this machine: ${target.scheme ?? 'http'}://localhost:${port}/. From others: this machine's own address.`,
          needsRoot: false,
        },
      ],
      outcome: 'unreachable',
    };
  },
});
