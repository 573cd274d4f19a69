import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { readUpstreams } from '../../../src/facts/upstreams/read.js';
import { realSystem } from '../../../src/system/real.js';
import { listener, process as running } from '../../support/ground.js';
import { attempt, mute } from '../../support/talks.js';

it('follows a forwarder that hangs up, and none that keeps its client waiting', async () => {
  const socket = listener('127.0.0.1', 8000);
  const socat = running(42, ['socat', 'TCP-LISTEN:8000,fork', 'TCP:127.0.0.1:1'], { name: 'socat' });
  const read = (outcome: 'closed' | 'silent') =>
    readUpstreams(
      realSystem,
      {
        probes: [attempt([mute({ outcome, port: 8000 })])],
        configuration: known([], 'the test'),
        sockets: [socket],
        owners: { pidsByInode: { [socket.inode]: [42] }, hidden: [] },
        processes: [socat],
        likely: [],
        addresses: [],
      },
      performance.now() + 10_000,
    );
  expect(await read('closed')).toMatchObject({ value: { forwarded: { upstream: { text: '127.0.0.1:1' } } } });
  expect(await read('silent')).not.toHaveProperty('value.forwarded');
}, 30_000);
