import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import type { FirewallRules } from '../../../src/facts/firewall/types.js';
import { rule as notPublished } from '../../../src/rules/namespace/not-published.js';
import { dnat, eight, inside, interfaces, published } from '../../support/docker.js';
import { dport, nft, rulesOf } from '../../support/firewall.js';
import {
  container,
  fromHere,
  fromLan,
  listener,
  namespace,
  process,
  verdictOf,
  world,
} from '../../support/ground.js';

describe('namespace/not-published', () => {
  const empty = { interfaces, sockets: known([], 'sock_diag') };
  const alone = { containers: known([container('shop')], '/run/docker.sock') };

  it('names the container, and how to publish', () => {
    const facts = world({ ...empty, ...alone, namespaces: inside(listener('0.0.0.0', 80)) });
    expect(verdictOf(notPublished, facts, fromHere({ port: 80 }))).toMatchObject({
      outcome: 'refused',
      summary: expect.stringContaining('inside container shop'),
      fixes: [{ text: expect.stringContaining('-p 80:80') }],
    });
  });

  it('says how to publish where the control group alone tells of a container', () => {
    const space = namespace({ container: 'ab'.repeat(32), listeners: [listener('0.0.0.0', 80)] });
    const unseen = { containers: known([], ''), namespaces: known([space], '') };
    expect(verdictOf(notPublished, world({ ...empty, ...unseen }), fromHere({ port: 80 }))).toMatchObject({
      fixes: [{ title: expect.stringContaining('abababababab'), text: expect.stringContaining('-p 80:80') }],
    });
  });

  it('is ruled out for a server that was named and does not run: it is another one there', () => {
    const installed = {
      program: 'nginx',
      title: 'nginx',
      ports: [80],
      files: [],
      logs: [],
      units: [],
      test: null,
    };
    const subject = known({ port: 80, otherPorts: [], pids: [], scheme: null, installed }, 'the test');
    const facts = world({ ...empty, ...alone, subject, namespaces: inside(listener('0.0.0.0', 80)) });
    expect(verdictOf(notPublished, facts, fromHere({ port: 80 }))).toBe('ruled-out');
  });

  it('forwards the port of a namespace made by hand, once its server is off the loopback in there', () => {
    const facts = (address: string) =>
      world({
        ...empty,
        namespaces: known(
          [namespace({ addresses: ['172.28.0.2'], listeners: [listener(address, 8000)] })],
          '',
        ),
      });
    const textOf = (address: string) => {
      const found = verdictOf(notPublished, facts(address), fromHere());
      return typeof found !== 'string' && 'fixes' in found ? found.fixes[0]?.text : undefined;
    };
    expect(textOf('127.0.0.1')).toContain('listens on the loopback in there: start it with --host 0.0.0.0');
    expect(textOf('0.0.0.0')).toMatch(/^From this machine it answers at 172\.28\.0\.2:8000/);
  });

  it('opens the network of a unit', () => {
    const space = namespace({ unit: 'web.service', listeners: [listener('0.0.0.0', 8000)] });
    const found = verdictOf(
      notPublished,
      world({ ...empty, namespaces: known([space], '/proc') }),
      fromHere(),
    );
    expect(found).toMatchObject({
      says: 'only inside the private network of web.service',
      fixes: [{ steps: [{}, { command: "systemctl daemon-reload && systemctl restart 'web.service'" }] }],
    });
  });

  it('is ruled out where somebody serves here, where a rule leads there, and for other ports', () => {
    const spaces = inside(listener('0.0.0.0', 80));
    expect(
      verdictOf(notPublished, world({ ...published, ...alone, namespaces: spaces }), fromLan(eight)),
    ).toBe('ruled-out');
    const led = world({
      ...empty,
      firewall: known(dnat, 'nft'),
      namespaces: inside(listener('0.0.0.0', 8080)),
    });
    expect(verdictOf(notPublished, led, fromLan(eight))).toBe('ruled-out');
    expect(verdictOf(notPublished, world({ ...empty, namespaces: spaces }), fromHere({ port: 81 }))).toBe(
      'ruled-out',
    );
  });
});

describe('a published port whose rules are gone', () => {
  const open: FirewallRules = { ...dnat, tables: [] };
  const flushed = { ...published, firewall: known(open, 'nft'), namespaces: inside(listener('0.0.0.0', 80)) };
  const dockerd = known([process(177, ['/usr/bin/dockerd', '--userland-proxy=false'])], '/proc');
  const systemd = known({ logout: {} } as never, 'uname');

  it('is found where the engine holds the port and hands nothing on', () => {
    const facts = world({ ...flushed, processes: dockerd, machine: systemd });
    expect(verdictOf(notPublished, facts, fromLan(eight))).toMatchObject({
      outcome: 'no-answer',
      summary: expect.stringContaining('published port 80 of container shop as 8080'),
      fixes: [{ steps: [{ do: 'run', command: 'systemctl restart docker' }] }],
    });
  });

  it('is found by conmon, where podman was not asked', () => {
    const conmon = known([process(177, ['/usr/bin/conmon', '-c', 'ab12', '-n', 'vault'])], '/proc');
    const facts = (more = {}) =>
      world({ ...flushed, containers: known([], ''), namespaces: known([], ''), processes: conmon, ...more });
    expect(verdictOf(notPublished, facts(), fromLan(eight))).toMatchObject({
      outcome: 'no-answer',
      summary: expect.stringContaining('podman has published container vault as 8080'),
      fixes: [{ steps: [{ do: 'run', command: 'podman network reload --all' }] }],
    });
    const hidden = { xt: { type: 'target', name: 'DNAT' } };
    const unread = rulesOf(nft('prerouting', [[dport(8080), hidden]], { type: 'nat', prio: -100 }));
    for (const rules of [dnat, unread])
      expect(verdictOf(notPublished, facts({ firewall: known(rules, 'nft') }), fromLan(eight))).toBe(
        'ruled-out',
      );
  });

  it('is found where nobody holds it', () => {
    const facts = world({ ...flushed, sockets: known([], 'sock_diag') });
    const found = verdictOf(notPublished, facts, fromHere(eight));
    expect(found).toMatchObject({ outcome: 'refused' });
    expect(typeof found !== 'string' && 'fixes' in found && found.fixes[0]?.steps).toBeUndefined();
  });

  it('is ruled out where docker-proxy hands on, where a rule does, and where the rules are not known', () => {
    expect(verdictOf(notPublished, world(flushed), fromLan(eight))).toBe('ruled-out');
    const led = world({ ...flushed, processes: dockerd, firewall: known(dnat, 'nft') });
    expect(verdictOf(notPublished, led, fromLan(eight))).toBe('ruled-out');
    // Asked in another network namespace than the engine's, which has no such rules.
    const within = world({
      ...flushed,
      sockets: known([], 'sock_diag'),
      namespaces: known([namespace({ pids: [1] })], ''),
    });
    expect(verdictOf(notPublished, within, fromHere(eight))).toBe('ruled-out');
    const hidden = { ...flushed, processes: dockerd, firewall: unknown('needs-root', 'the rules') };
    expect(verdictOf(notPublished, world(hidden), fromLan(eight))).toBe('ruled-out');
  });
});

describe('a port that a container was to publish', () => {
  const withheld = [{ protocol: 'tcp' as const, hostAddress: '0.0.0.0', hostPort: 8080, containerPort: 80 }];
  const on = (networkMode: string, addresses: readonly string[]) =>
    world({
      interfaces,
      sockets: known([], 'sock_diag'),
      containers: known([container('shop', { networkMode, addresses, withheld })], '/run/docker.sock'),
    });

  it('is not, on an internal network, or on none', () => {
    expect(verdictOf(notPublished, on('back', ['172.18.0.2']), fromLan(eight))).toMatchObject({
      summary: expect.stringContaining('its network back publishes none'),
      fixes: [{ steps: [{ do: 'run', command: 'docker network connect bridge shop' }] }],
    });
    expect(verdictOf(notPublished, on('back', []), fromHere(eight))).toMatchObject({
      summary: expect.stringContaining('it is on no network'),
    });
    const found = verdictOf(notPublished, on('none', []), fromHere(eight));
    expect(found).toMatchObject({ summary: expect.stringContaining('--network none') });
    expect(typeof found !== 'string' && 'fixes' in found && found.fixes[0]?.steps).toBeUndefined();
  });

  it("is no matter of namespaces on this machine's own network, nor where somebody serves it", () => {
    expect(verdictOf(notPublished, on('host', []), fromHere(eight))).toBe('ruled-out');
    const served = { ...on('back', []), sockets: known([listener('0.0.0.0', 8080)], 'sock_diag') };
    expect(verdictOf(notPublished, served, fromHere(eight))).toBe('ruled-out');
  });
});
