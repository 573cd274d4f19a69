import { expect, it } from 'vitest';
import { fits, type Who } from '../../src/commands/ports.filter.js';

const who: Who = {
  protocol: 'tcp',
  port: 8000,
  addresses: [{ address: '::', device: null, v6only: false, queue: { used: 0, limit: 5 } }],
  user: 'ana',
  pid: 42,
  pids: [42],
  program: 'node',
  command: 'node server.js',
  startedAt: null,
  survivesLogout: null,
  background: null,
};
const loopback: Who = { ...who, addresses: [{ ...who.addresses[0]!, address: '127.0.0.1' }] };

it.each(['::1', '[::1]', '[::1]:8000', '10.0.0.5', '[2001:db8::5]', 'SERVER.js', '42', ':8000', 'tcp'])(
  'a listener of both families fits %s',
  filter => expect(fits(who, filter)).toBe(true),
);

it.each(['::1', '[::1]', '10.0.0.5', '8001', ':42', '8000/udp', 'udp', 'an'])(
  'one on 127.0.0.1 does not fit %s',
  filter => expect(fits(loopback, filter)).toBe(false),
);
