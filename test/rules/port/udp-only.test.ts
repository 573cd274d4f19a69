import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/port/udp-only.js';
import { inside, published } from '../../support/docker.js';
import { fromLan, verdictOf, world } from '../../support/ground.js';
import { diagnosed, errors, listener, probe } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };

const udp = listener('0.0.0.0', 8000, { protocol: 'udp', state: 'unconnected' });

it('finds a port that is served by UDP and asked for by TCP', () => {
  expect(errors(diagnosed('8000', { ...nobody, sockets: [udp] }))).toEqual(['port/udp-only']);
});

it('finds the reverse', () => {
  const diagnosis = diagnosed('8000/udp', { sockets: [listener('0.0.0.0', 8000)], probes: [] });
  expect(errors(diagnosis)).toContain('port/udp-only');
  expect(diagnosis.summary).toBe('UDP port 8000 cannot be reached: the port is open for TCP, not for UDP.');
  expect(diagnosis.causes.find(({ code }) => code === 'port/udp-only')?.headline).toBe(
    'the port is open for TCP, not for UDP',
  );
});

it('is ruled out where both serve', () => {
  expect(errors(diagnosed('8000', { sockets: [udp, listener('0.0.0.0', 8000)] }))).toEqual([]);
});

it('finds a container’s UDP port that is published for TCP only', () => {
  const served = inside(listener('0.0.0.0', 8080, { protocol: 'udp', state: 'unconnected' }));
  const question = fromLan({ port: 8080, protocol: 'udp' });
  expect(verdictOf(rule, world({ ...published, namespaces: served }), question)).toMatchObject({
    headline: 'the port is published for TCP, not for UDP',
    fixes: [{ text: expect.stringContaining('8080:8080/udp') }],
  });
  const none = world({ ...published, sockets: known([], 'sock_diag'), namespaces: served });
  expect(verdictOf(rule, none, question)).toBe('ruled-out');
});
