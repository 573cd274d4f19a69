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

  const on = (networks: object, host: object = { NetworkMode: 'back' }) => ({
    ...inspected({ host }),
    Name: '/shop',
    NetworkSettings: { Networks: networks },
  });

  it('keeps the name of its network, as Podman tells it too, and the names that it has there', () => {
    const back = { Aliases: ['api', '9d9d9d9d9d9d', 'shop'], IPAMConfig: {}, Links: null };
    const options = ['--network', 'back', '--network-alias', 'api'];
    expect(runAgain(on({ back }), image)?.options).toEqual(options);
    expect(runAgain(on({ back }, { NetworkMode: 'bridge' }), image)?.options).toEqual(options);
    expect(runAgain(on({ bridge: { Aliases: null } }, { NetworkMode: 'bridge' }), image)?.options).toEqual(
      [],
    );
  });

  it('is left to a person where a second network or an address would be lost', () => {
    expect(runAgain(on({ back: {}, front: {} }), image)).toBeNull();
    expect(runAgain(on({ back: { IPAMConfig: { IPv4Address: '172.18.0.7' } } }), image)).toBeNull();
    expect(runAgain(on({ back: { IPAMConfig: { IPv4Address: '' } } }), image)).not.toBeNull();
  });

  it('keeps where its log goes, and its shared memory', () => {
    const host = { LogConfig: { Type: 'none', Config: {} }, ShmSize: 1 << 30 };
    expect(runAgain(inspected({ host }), image)?.options.join(' ')).toBe(
      '--log-driver none --shm-size 1073741824',
    );
    const short = { LogConfig: { Type: 'json-file', Config: { 'max-size': '10m' } } };
    expect(runAgain(inspected({ host: short }), image)?.options).toEqual(['--log-opt', 'max-size=10m']);
    const usual = { LogConfig: { Type: 'json-file', Config: {} }, ShmSize: 67_108_864 };
    expect(runAgain(inspected({ host: usual }), image)?.options).toEqual([]);
  });

  it.each([
    ['volumes that the image asks for', { mounts: [{ Type: 'volume' }] }],
    ['variables', { config: { Env: ['PATH=/bin', 'PASSWORD=secret'] } }],
    ['a compose project', { config: { Labels: { 'com.docker.compose.project': 'shop' } } }],
    ['a name of its own', { config: { Hostname: 'shop' } }],
    ['an address of its cable', { config: { MacAddress: '02:42:ac:11:00:99' } }],
    ['settings of its log', { host: { LogConfig: { Type: 'splunk', Config: { 'splunk-token': 'x' } } } }],
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
