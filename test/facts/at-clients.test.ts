import { describe, expect, it } from 'vitest';
import { atClients } from '../../src/facts/at-clients.js';
import { questionsOf } from '../../src/facts/questions.js';
import type { WaysIn } from '../../src/facts/routes/uplink.js';
import type { SocketState } from '../../src/facts/sockets/types.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { listener, loopback, nic } from '../support/ground.js';

const interfaces = [loopback, nic('eth0', ['10.77.0.1/24']), nic('eth1', ['10.78.0.1/24'])];

/** What is asked about where the client's connections to these addresses, in these states, are seen. */
const asked = (typed: string, from: string, ...seen: readonly [string, SocketState][]) =>
  askedBy({}, typed, from, ...seen);

const askedBy = (ways: WaysIn, typed: string, from: string, ...seen: readonly [string, SocketState][]) => {
  const target = parseTarget(typed);
  const asking = { from, family: null };
  const ground = { target, asking, port: 8000, interfaces, neighbours: [], names: undefined, ...ways };
  const questions = questionsOf(ground);
  const sockets = seen.map(([address, state]) =>
    listener(address, 8000, { state, remote: { address: '::ffff:10.99.0.2', port: 50000 } }),
  );
  const all = [listener('0.0.0.0', 8000), ...sockets];
  return atClients(questions, all, interfaces).map(
    ({ vantage, address }) => `${address} by ${vantage.input}`,
  );
};

describe('the address that a client asks for', () => {
  it('is the one of its own connections to the port, of those first that are not made yet', () => {
    expect(asked('8000', '10.99.0.2')).toEqual(['10.77.0.1 by eth0']);
    expect(asked('8000', '10.99.0.2', ['10.78.0.1', 'established'])).toEqual(['10.78.0.1 by eth1']);
    const both = asked('8000', '10.99.0.2', ['10.77.0.1', 'time-wait'], ['10.78.0.1', 'syn-recv']);
    expect(both).toEqual(['10.78.0.1 by eth1']);
  });

  it('is one of two where the answers leave by another interface than it would come in by, until its connections tell', () => {
    const back = (wayBack: string, ...seen: readonly [string, SocketState][]) =>
      askedBy({ wayBack }, '8000', '10.99.0.2', ...seen);
    expect(back('eth1')).toEqual(['10.77.0.1 by eth0', '10.78.0.1 by eth1']);
    expect(back('eth0')).toEqual(['10.77.0.1 by eth0']);
    expect(back('eth1', ['10.78.0.1', 'syn-recv'])).toEqual(['10.78.0.1 by eth1']);
    expect(askedBy({ wayBack: 'eth1' }, '10.77.0.1:8000', '10.99.0.2')).toEqual(['10.77.0.1 by eth0']);
    expect(askedBy({ wayBack: 'eth1' }, '8000', '10.77.0.9')).toEqual(['10.77.0.1 by eth0']);
  });

  it('is left as it was typed, and where the connections are of others', () => {
    expect(asked('10.77.0.1:8000', '10.99.0.2', ['10.78.0.1', 'syn-recv'])).toEqual(['10.77.0.1 by eth0']);
    expect(asked('8000', '10.99.0.3', ['10.78.0.1', 'syn-recv'])).toEqual(['10.77.0.1 by eth0']);
    expect(asked('8000', 'lan', ['10.78.0.1', 'syn-recv'])).toHaveLength(2);
    // Led there by a rule (DNAT to 127.0.0.1, with route_localnet).
    expect(asked('8000', '10.99.0.2', ['127.0.0.1', 'established'])).toEqual(['10.77.0.1 by eth0']);
  });
});
