import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule as localhostInside } from '../../../src/rules/namespace/localhost-inside-container.js';
import { rule as notPublished } from '../../../src/rules/namespace/not-published.js';
import { container, fromHere, listener, namespace, nic, verdictOf, world } from '../../support/ground.js';

describe('namespace/localhost-inside-container', () => {
  const outside = namespace({
    pids: [1, 500],
    listeners: [listener('0.0.0.0', 3306)],
    addresses: ['10.77.0.1'],
  });
  const question = fromHere({ port: 3306 });

  it('is proven where the machine itself serves the port', () => {
    const facts = world({ sockets: known([], 'sock_diag'), namespaces: known([outside], '/proc') });
    expect(verdictOf(localhostInside, facts, question)).toMatchObject({
      severity: 'error',
      fixes: [{ text: expect.stringContaining('10.77.0.1:3306') }],
    });
    expect(verdictOf(notPublished, facts, question)).toBe('ruled-out');
  });

  it('names the container that publishes the port, and its own port', () => {
    const published = [
      { protocol: 'tcp' as const, hostAddress: '0.0.0.0', hostPort: 3306, containerPort: 80 },
    ];
    const facts = world({
      sockets: known([], 'sock_diag'),
      namespaces: known([outside], '/proc'),
      containers: known([container('shop', { published })], '/run/docker.sock'),
    });
    expect(verdictOf(localhostInside, facts, question)).toMatchObject({
      summary: expect.stringContaining("in the machine's own network, for container shop."),
      fixes: [
        {
          text: expect.stringMatching(
            /^On a network that was made for both, ask for shop:80\. From here it is at/,
          ),
        },
      ],
    });
  });

  it('names the container whose processes this one shares', () => {
    const beside = { ...outside, container: 'ab'.repeat(32) };
    const facts = world({ sockets: known([], 'sock_diag'), namespaces: known([beside], '/proc') });
    expect(verdictOf(localhostInside, facts, question)).toMatchObject({
      summary: expect.stringMatching(/ does in container abababababab\.$/),
    });
  });

  it('is said in a container where a host was typed, and not for a bare port', () => {
    const within = (container: string, kind: string | null = 'veth') =>
      world({
        interfaces: known([nic('eth0', ['172.17.0.2/16'], { kind })], 'rtnetlink'),
        sockets: known([], 'sock_diag'),
        machine: known({ container, release: '6.1' } as never, '/proc'),
      });
    const typed = { ...question, target: { ...question.target, host: 'localhost' } };
    expect(verdictOf(localhostInside, within('docker'), typed)).toMatchObject({
      severity: 'warning',
      // Who was seen to end here is the one that was meant.
      explainedBy: expect.arrayContaining(['process/crashed']),
    });
    expect(verdictOf(localhostInside, within('docker'), question)).toBe('ruled-out');
    expect(verdictOf(localhostInside, within('wsl'), typed)).toBe('ruled-out');
    expect(verdictOf(localhostInside, within('docker', null), typed)).toBe('ruled-out');
  });
});
