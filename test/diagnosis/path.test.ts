import { expect, it } from 'vitest';
import { unknown } from '../../src/facts/fact.js';
import { diagnosed, errors, listener, probe, running } from '../support/healthy.js';
import { unshaken } from '../support/talks.js';

const states = (typed: string, world: Parameters<typeof diagnosed>[1]) =>
  Object.fromEntries(diagnosed(typed, world).path.map(each => [each.layer, each.state]));

it('claims nothing of what lies behind a failure that nothing explains', () => {
  const world = { probes: [{ ...probe('10.0.0.9', 8000, 'failed'), errno: 'EINVAL' }] };
  expect(errors(diagnosed('10.0.0.9:8000', world))).toEqual([]);
  expect(states('10.0.0.9:8000', world)).toMatchObject({
    port: 'not-reached',
    process: 'not-reached',
    http: 'not-reached',
  });
});

it('leaves out the layers that lead to no unix socket', () => {
  const path = diagnosed('unix:/run/app.sock', { sockets: [listener('127.0.0.1', 8000)] }).path;
  for (const layer of ['name', 'route', 'firewall'])
    expect(path.map(each => each.layer)).not.toContain(layer);
});

it('speaks of HTTP only where nothing else has answered', () => {
  expect(states('8000', {})).toMatchObject({ http: 'ok' });
  const asked = probe('127.0.0.1', 6379).conversations[0]!;
  const pong = { ...asked, asked: 'service', http: null, protocol: 'redis', banner: '+PONG' } as const;
  const probes = [{ ...probe('127.0.0.1', 6379), conversations: [pong] }];
  expect(states('6379', { sockets: [listener('0.0.0.0', 6379)], probes })).not.toHaveProperty('http');
  const command = ['socat', 'TCP-LISTEN:8000,fork,range=127.0.0.0/8', 'EXEC:cat'];
  const turned = {
    ...probe('127.0.0.1', 8000),
    conversations: [{ ...asked, outcome: 'closed', http: null } as const],
  };
  const path = states('8000', { processes: [running(42, command)], probes: [turned] });
  expect(path).toMatchObject({ app: 'blocked' });
  expect(path).not.toHaveProperty('http');
});

it('claims no TLS of what answers a handshake in a protocol of its own', () => {
  const asked = probe('127.0.0.1', 6379).conversations[0]!;
  const failed = { ...asked, asked: 'https', outcome: 'tls-failed', http: null, tls: unshaken() } as const;
  const pong = { ...failed, asked: 'service', reason: 'plain-proof', outcome: 'answered' } as const;
  const conversations = [failed, { ...pong, protocol: 'redis', banner: '+PONG' }];
  const probes = [{ ...probe('127.0.0.1', 6379), conversations }];
  const world = { sockets: [listener('0.0.0.0', 6379)], probes };
  expect(states('https://127.0.0.1:6379/', world)).toMatchObject({ tls: 'not-reached', http: 'blocked' });
});

it('says of a program whose port is not known that nothing was looked at', () => {
  const hidden = 'whether shop listens cannot be seen without root';
  const diagnosis = diagnosed('shop', {
    subject: unknown('needs-root', hidden),
    sockets: [],
    probes: [],
    processes: [],
  });
  expect(diagnosis.verdict).toBe('inconclusive');
  expect(diagnosis.summary).toBe(
    'Whether shop can be reached could not be decided: where it listens is not known.',
  );
  expect(diagnosis.path.map(({ layer, state }) => `${layer} ${state}`)).toEqual([
    'route not-reached',
    'firewall not-reached',
    'port unchecked',
    'bind not-reached',
    'process not-reached',
    'http not-reached',
  ]);
  expect(diagnosis.ruledOut).toEqual([]);
});
