import { expect, it } from 'vitest';
import { answeringOn } from '../../../src/facts/sockets/answering.js';
import { listener } from '../../support/ground.js';

it('has the ports of an address in order, however their sockets are bound', () => {
  const answering = answeringOn([
    listener('0.0.0.0', 81),
    listener('::', 80),
    listener('10.0.0.1', 443),
    listener('127.0.0.1', 82),
    listener('0.0.0.0', 22, { device: 'eth0' }),
    listener('10.0.0.1', 53, { protocol: 'udp', state: 'unconnected' }),
  ]);
  expect(answering('10.0.0.1', 'eth0')).toEqual({ tcp: [22, 80, 81, 443], udp: [53] });
  expect(answering('127.0.0.1', 'lo')).toEqual({ tcp: [80, 81, 82], udp: [] });
  expect(answering('fd00::1', 'eth0')).toEqual({ tcp: [80], udp: [] });
});

it('takes a moment for ten thousand sockets and a thousand addresses', () => {
  const start = performance.now();
  const answering = answeringOn(
    Array.from({ length: 10_000 }, (_, i) => listener(i % 10 ? '127.0.0.1' : '0.0.0.0', 20_000 + i)),
  );
  for (let i = 0; i < 1000; i++) expect(answering(`10.0.${i >> 8}.${i & 255}`, 'eth0').tcp.length).toBe(1000);
  expect(performance.now() - start).toBeLessThan(10_000);
});
