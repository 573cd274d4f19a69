import { describe, expect, it } from 'vitest';
import { publish } from '../../../src/rules/namespace/publish.js';
import { container } from '../../support/ground.js';

const tcp = (hostAddress: string, hostPort: number, containerPort: number) => ({
  protocol: 'tcp' as const,
  hostAddress,
  hostPort,
  containerPort,
});
const wanted = { hostPort: 8080, containerPort: 80, protocol: 'tcp' as const };
const again = { options: [], command: ['httpd', '-h', '/my www'] };
const commands = (...of: Parameters<typeof publish>) =>
  publish(...of).steps?.map(step => (step.do === 'run' ? step.command : ''));

describe('publishing a port', () => {
  it('keeps the old container and every other port', () => {
    const shop = container('shop', {
      again,
      published: [
        tcp('127.0.0.1', 8080, 80),
        tcp('0.0.0.0', 9443, 443),
        tcp('::', 9443, 443),
        tcp('::1', 53, 53),
      ],
    });
    expect(commands(shop, wanted)).toEqual([
      'docker rename shop shop-before',
      'docker stop -t 3 shop-before',
      "docker run -d --name shop -p 9443:443 -p '[::1]:53:53' -p 8080:80 web:1 httpd -h '/my www'",
    ]);
  });

  it('takes the place of a port by mistake, and of no other protocol', () => {
    const shop = container('shop', {
      again,
      published: [tcp('0.0.0.0', 80, 8000), { ...tcp('0.0.0.0', 80, 8000), protocol: 'udp' }],
    });
    const meant = { hostPort: 8000, containerPort: 80, protocol: 'tcp', insteadOf: 80 } as const;
    expect(commands(shop, meant)?.[2]).toContain('--name shop -p 80:8000/udp -p 8000:80 web:1');
  });

  it('names every address where -p means one of them', () => {
    const shop = container('shop', {
      again,
      published: [{ ...tcp('127.0.0.1', 8080, 80), byDefault: true }],
    });
    expect(commands(shop, wanted)?.[2]).toContain('-p 0.0.0.0:8080:80 web:1');
  });

  it('says that a container without a network needs one', () => {
    expect(publish(container('shop', { networkMode: 'none' }), wanted).text).toContain(
      'without --network none',
    );
  });

  it('does not let the old one come back, and does not rename what removes itself', () => {
    const restarted = { ...again, options: ['--restart', 'on-failure:3'] };
    const always = container('shop', { again: restarted, restartPolicy: 'on-failure' });
    expect(commands(always, wanted)?.[1]).toBe('docker update --restart no shop-before');
    expect(publish(always, wanted).text).toContain(
      'docker stop shop-before && docker rm -f shop; docker rename shop-before shop && docker update --restart on-failure:3 shop && docker start shop',
    );
    const podman = container('shop', { engine: 'podman', again: restarted, restartPolicy: 'on-failure' });
    expect(JSON.stringify(publish(podman, wanted))).not.toContain('podman update');
    const passing = container('shop', { again: { ...again, options: ['--rm'] } });
    expect(commands(passing, wanted)).toHaveLength(2);
    expect(publish(passing, wanted).text).toBeUndefined();
  });

  it('takes a name for the old one that none has', () => {
    const shop = container('shop', { again });
    const all = [
      shop,
      container('shop-before', { running: false }),
      container('shop-before2', { running: false }),
    ];
    expect(commands(shop, wanted, all)?.[0]).toBe('docker rename shop shop-before3');
  });

  it('is words where something would be lost', () => {
    expect(publish(container('shop'), { ...wanted, protocol: 'udp' })).toMatchObject({
      text: expect.stringContaining('-p 8080:80/udp'),
    });
    expect(publish(container('shop'), wanted).steps).toBeUndefined();
    expect(publish(container('shop', { engine: 'lxc' }), wanted).text).toContain(
      'lxc config device add shop',
    );
  });

  it('is the work of the container that owns the network, and takes those that share it along', () => {
    const vpn = container('vpn', { again, id: 'ab'.repeat(32) });
    const shop = container('shop', { again, networkMode: `container:${vpn.id}` });
    for (const one of [vpn, shop]) {
      const fix = publish(one, wanted, [shop, vpn, container('other')]);
      expect(fix.steps).toBeUndefined();
      expect(fix.title).toBe('Publish port 80 on vpn, whose network shop shares');
      expect(fix.text).toContain('docker run … -p 8080:80 … web:1');
      expect(fix.text).toContain('make shop again');
    }
    const gone = { ...shop, running: false };
    expect(publish(vpn, wanted, [gone, vpn]).steps).toBeDefined();
  });
});
