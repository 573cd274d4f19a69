import { expect, it } from 'vitest';
import { fits, isOfKind, type Who } from '../../src/commands/ports.filter.js';
import type { Socket } from '../../src/facts/sockets/types.js';

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

it.each([
  '::1',
  '[::1]',
  '[::1]:8000',
  '10.0.0.5',
  '[2001:db8::5]',
  'SERVER.js',
  '42',
  'pid:42',
  ':8000',
  'tcp',
])('a listener of both families fits %s', filter => expect(fits(who, filter)).toBe(true));

it.each(['::1', '[::1]', '10.0.0.5', '8001', ':42', 'pid:8000', '8000/udp', 'udp', 'an'])(
  'one on 127.0.0.1 does not fit %s',
  filter => expect(fits(loopback, filter)).toBe(false),
);

const socket = (address: string, v6only: boolean | null): Socket =>
  ({ protocol: 'tcp', local: { address, port: 8000 }, v6only }) as Socket;

it.each([
  [{}, [true, true, true, true]],
  [{ tcp: true }, [true, true, true, true]],
  [{ udp: true }, [false, false, false, false]],
  [{ udp: true, tcp: true }, [true, true, true, true]],
  [{ '4': true }, [true, false, true, false]],
  [{ '6': true, tcp: true }, [false, true, true, true]],
])('%j chooses of 127.0.0.1, ::1, *, and [::] for IPv6 alone: %j', (kinds, chosen) => {
  const sockets = [socket('127.0.0.1', null), socket('::1', true), socket('::', false), socket('::', true)];
  expect(sockets.map(each => isOfKind(each, kinds))).toEqual(chosen);
});
