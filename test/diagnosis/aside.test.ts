import { describe, expect, it } from 'vitest';
import { isAside } from '../../src/diagnosis/aside.js';
import { known } from '../../src/facts/fact.js';
import type { Probe } from '../../src/facts/probes/types.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { fromHere, listener, world } from '../support/ground.js';
import { attempt, mute, said } from '../support/talks.js';

const localhost = fromHere({ address: '::1' });
const answers = attempt([said()], { address: '127.0.0.1' });
const refused = attempt([], { address: '::1', outcome: 'refused' });
const tried = (probes: readonly Probe[], sockets = [listener('127.0.0.1', 8000)]) =>
  world({ probes: known(probes, 'connections made'), sockets: known(sockets, 'sock_diag') });

describe('localhost by IPv6', () => {
  it('is aside where nobody serves it and the server answers by IPv4', () => {
    expect(isAside(localhost, tried([answers, refused]))).toBe(true);
  });

  it.each([
    [
      'it was asked for',
      fromHere({ address: '::1', target: parseTarget('localhost:8000') }),
      tried([answers, refused]),
    ],
    ['the server by IPv4 says nothing', localhost, tried([{ ...answers, conversations: [mute()] }, refused])],
    ['nobody took it by IPv4', localhost, tried([{ ...refused, address: '127.0.0.1' }, refused])],
    ['nobody refused it', localhost, tried([answers, { ...refused, outcome: 'timeout' as const }])],
    ['a server is there too', localhost, tried([answers, refused], [listener('::', 8000)])],
    ['it is another address', fromHere(), tried([answers, refused])],
  ])('is not where %s', (_, question, facts) => {
    expect(isAside(question, facts)).toBe(false);
  });
});
