import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/client/browser-blocked-port.js';
import { attempt } from '../../support/names.js';
import { byProxy, direct, talk } from '../../support/proxied.js';

const at = (port: number, status: number | null = 200) => [
  direct(status, { port, conversations: [talk(status, { port })] }),
];

describe('client/browser-blocked-port', () => {
  it('is a warning for an HTTP URL', () =>
    expect(byProxy(rule, { typed: 'http://10.77.0.1:6000/', probes: at(6000) })).toMatchObject({
      severity: 'warning',
      summary: expect.stringContaining('port 6000, which is meant for X11 (ERR_UNSAFE_PORT)'),
    }));

  it('is a warning for a port that speaks HTTP', () =>
    expect(byProxy(rule, { typed: '10.77.0.1:2049', probes: at(2049) })).toMatchObject({
      severity: 'warning',
    }));

  it.each([
    ['the port is not on the list', { typed: 'http://10.77.0.1:8000/' }],
    ['the service is what the port is for', { typed: '10.77.0.1:25', probes: at(25, null) }],
    [
      'nothing was said there',
      { typed: '10.77.0.1:22', probes: [attempt('10.77.0.1', 'refused', { port: 22 })] },
    ],
    ['it is UDP', { typed: '10.77.0.1:53/udp' }],
  ])('is ruled out where %s', (_, scene) => {
    const udp = scene.typed.endsWith('/udp');
    expect(udp ? 'ruled-out' : byProxy(rule, scene)).toBe('ruled-out');
  });
});
