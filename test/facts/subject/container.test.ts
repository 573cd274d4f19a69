import { describe, expect, it } from 'vitest';
import type { Container } from '../../../src/facts/namespaces/types.js';
import { containerSubject } from '../../../src/facts/subject/container.js';
import type { Subject } from '../../../src/facts/subject/types.js';

const published = (hostPort: number, containerPort: number) => ({
  protocol: 'tcp' as const,
  hostAddress: '0.0.0.0',
  hostPort,
  containerPort,
});
const container = (name: string, over: Partial<Container> = {}) =>
  ({ name, id: `${name}-id`, networkMode: 'bridge', published: [], ...over }) as unknown as Container;

describe('what the name of a container means', () => {
  const inside = (): Subject => ({ port: 80, otherPorts: [443], pids: [7] });
  const guest = container('shop', { networkMode: 'container:vpn-id' });
  const meant = (one: Container, owner: Container, look: (() => Subject) | null = inside) =>
    containerSubject(one, [owner, one], look);

  it.each([
    [
      'the port that it publishes',
      container('shop', { published: [published(8080, 80)] }),
      container('vpn'),
      8080,
    ],
    [
      'what the owner of its network publishes',
      guest,
      container('vpn', { published: [published(8080, 80)] }),
      8080,
    ],
    ['another port than the first', guest, container('vpn', { published: [published(8443, 443)] }), 8443],
  ])('is %s', (_, one, owner, port) => expect(meant(one, owner)).toEqual({ port, otherPorts: [], pids: [] }));

  it('is what it has inside where nobody publishes that', () => {
    const other = container('vpn', { published: [published(9000, 9000)] });
    expect(meant(guest, other)).toEqual(inside());
    expect(meant(container('shop'), other)).toEqual(inside());
  });

  it('is no port where it does not run', () =>
    expect(meant(guest, container('vpn', { published: [published(8080, 80)] }), null)).toMatchObject({
      port: null,
    }));
});
