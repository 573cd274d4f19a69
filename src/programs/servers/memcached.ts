import { filesAt } from '../door.js';
import { wantsBeside } from '../fixes/family-both.js';
import { optionChange } from '../fixes/generic.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** memcached (memcached(1): -l). */
export const program: Program = {
  id: 'memcached',
  title: 'memcached',
  defaultPorts: [11211],
  defaultAddress: '0.0.0.0',
  speaks: 'other',
  onHangUp: 'reads its passwords again',
  daemonises: ({ invocation }) => invocation.args.some(word => /^-[a-z]*d$|^--daemon$/.test(word)),
  recognise: candidate => (isNamed(candidate, ['memcached']) ? recognition('memcached') : undefined),
  configuration: (_, door) => filesAt(door, ['/etc/memcached.conf']),
  listenAt: (situation, wanted, candidate) =>
    optionChange(
      candidate,
      ['-l', '--listen'],
      wantsBeside(situation, wanted) ? '0.0.0.0,::' : wanted.address,
    ).map(change => ({
      ...change,
      risk: 'memcached asks nobody for a password.',
    })),
};
