import { expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/port/udp-only.js';
import { inside, published } from '../../support/docker.js';
import { nft, rulesOf } from '../../support/firewall.js';
import { fromLan, verdictOf, world } from '../../support/ground.js';
import { diagnosed, errors, listener, probe, running } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };

const eth0 = { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'eth0' } };
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

it('comes before a rule that keeps other machines from what is not there', () => {
  const firewall = rulesOf(nft('input', [[eth0, { drop: null }]]));
  const served = { sockets: [listener('0.0.0.0', 8000)], probes: [], firewall };
  expect(errors(diagnosed('8000/udp', served))).toEqual(['port/udp-only', 'firewall/drop']);
});

it('is no port of another server', () => {
  const other = {
    listeners: [listener('0.0.0.0', 5000)],
    owners: { pidsByInode: { 10000: [42] }, hidden: [] },
    processes: [running(42, ['node', 'server.js'])],
  };
  expect(errors(diagnosed('8000', { ...nobody, ...other }))).toEqual(['port/wrong-port']);
  expect(errors(diagnosed('8000', { ...nobody, ...other, sockets: [udp] }))).toEqual(['port/udp-only']);
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
  const mapped = inside(listener('0.0.0.0', 80, { protocol: 'udp', state: 'unconnected' }));
  expect(verdictOf(rule, world({ ...published, namespaces: mapped }), question)).toMatchObject({
    summary: expect.stringContaining('serves UDP port 80 inside container shop'),
    fixes: [{ text: expect.stringContaining('8080:80/udp') }],
  });
  const none = world({ ...published, sockets: known([], 'sock_diag'), namespaces: served });
  expect(verdictOf(rule, none, question)).toBe('ruled-out');
});
