import { describe, expect, it } from 'vitest';
import { runAgain } from '../../../src/facts/namespaces/again.js';

const image = {
  Config: {
    Env: ['PATH=/bin', 'NGINX_VERSION=1'],
    Cmd: ['nginx'],
    Entrypoint: ['/entry.sh'],
    Labels: { maker: 'x' },
  },
};
const inspected = (over: { host?: object; config?: object; mounts?: object[] } = {}) => ({
  Id: '9d'.repeat(32),
  Mounts: over.mounts ?? [],
  Config: { ...image.Config, Hostname: '9d9d9d9d9d9d', Image: 'nginx', ...over.config },
  HostConfig: {
    NetworkMode: 'default',
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    Binds: null,
    Memory: 0,
    CapAdd: null,
    ...over.host,
  },
});

describe('making a container again', () => {
  it('takes no more than its image where it has nothing of its own', () => {
    expect(runAgain(inspected(), image)).toEqual({ options: [], command: [] });
  });

  it('keeps its command, its network, its restart policy', () => {
    const own = inspected({
      config: { Cmd: ['sh', '-c', 'exec nginx'] },
      host: { NetworkMode: 'back', RestartPolicy: { Name: 'always' } },
    });
    expect(runAgain(own, image)).toEqual({
      options: ['--network', 'back', '--restart', 'always'],
      command: ['sh', '-c', 'exec nginx'],
    });
    expect(runAgain(inspected({ host: { AutoRemove: true } }), image)?.options).toEqual(['--rm']);
  });

  it('keeps its folders and volumes, its memory, and how often it is tried again', () => {
    const own = inspected({
      mounts: [{ Type: 'bind' }, { Type: 'volume' }],
      host: {
        Binds: ['/srv/www:/www:ro', 'data:/data'],
        Memory: 1024,
        MemorySwap: 2048,
        ExtraHosts: ['host.docker.internal:host-gateway'],
        RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
      },
    });
    expect(runAgain(own, image)?.options.join(' ')).toBe(
      '--restart on-failure:3 --memory 1024 --add-host host.docker.internal:host-gateway -v /srv/www:/www:ro -v data:/data',
    );
    const limited = inspected({ host: { Memory: 1024, MemorySwap: -1 } });
    expect(runAgain(limited, image)?.options).toEqual(['--memory', '1024', '--memory-swap', '-1']);
  });

  it.each([
    ['volumes that the image asks for', { mounts: [{ Type: 'volume' }] }],
    ['variables', { config: { Env: ['PATH=/bin', 'PASSWORD=secret'] } }],
    ['a compose project', { config: { Labels: { 'com.docker.compose.project': 'shop' } } }],
    ['a name of its own', { config: { Hostname: 'shop' } }],
    ['a terminal', { config: { Tty: true } }],
    ['limits', { host: { NanoCpus: 1024 } }],
    ['a softer limit beside that of its memory', { host: { Memory: 2048, MemoryReservation: 1024 } }],
    ["the machine's own network", { host: { NetworkMode: 'host' } }],
    ["another one's network", { host: { NetworkMode: 'container:1' } }],
  ])('is left to a person where it has %s', (_, over) => {
    expect(runAgain(inspected(over), image)).toBeNull();
  });

  it('is left to a person where the image is not known', () => {
    expect(runAgain(inspected(), {})).toBeNull();
  });
});
