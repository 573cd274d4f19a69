import { describe, expect, it } from 'vitest';
import type { Fix } from '../../../src/programs/fixes/fix.js';
import { rule } from '../../../src/rules/name/hosts-override.js';
import type { Finding } from '../../../src/rules/rule.js';
import { listener } from '../../support/ground.js';
import { attempt, hostsLine, lookedUp, ofName, says } from '../../support/names.js';

const stale = (text = '10.77.0.99 app.test') =>
  lookedUp(['10.77.0.99'], { from: 'hosts', hosts: [hostsLine(2, text)] });
const dead = [attempt('10.77.0.99', 'host-unreachable')];
const here = [listener('0.0.0.0', 8000)];
const edits = (finding: Finding | string) =>
  (finding as Finding).fixes.map((fix: Fix) =>
    fix.steps?.map(step => (step.do === 'edit' ? [step.find, step.replace] : step)),
  );

describe('name/hosts-override', () => {
  it('is found where the line leads nowhere and the port is open here', () =>
    expect(ofName(rule, { names: stale(), probes: dead, sockets: here })).toMatchObject({
      severity: 'error',
      outcome: 'unreachable',
      summary:
        '/etc/hosts line 2 sends app.test to 10.77.0.99, which cannot be reached (no route to host); the port is open on this machine at 127.0.0.1:8000.',
    }));

  it('is found where DNS knows better', () => {
    const names = { ...stale(), answers: [says('10.0.0.53', 'NOERROR', ['10.77.0.7'])] };
    const finding = ofName(rule, { names, probes: dead });
    expect(finding).toMatchObject({ severity: 'error' });
    expect(edits(finding)).toEqual([[['10.77.0.99 app.test', '# 10.77.0.99 app.test']]]);
  });

  it.each([
    ['another machine of its network', '10.77.0.7', [['10.77.0.99 app.test', '# 10.77.0.99 app.test']]],
    ['this machine', '10.77.0.1', [['10.77.0.99 app.test', '127.0.0.1 app.test']]],
    [
      'a public address, which a router may lead here',
      '198.51.100.7',
      [['10.77.0.99 app.test', '127.0.0.1 app.test']],
    ],
  ])('leads to what DNS knows where a server here has the port too: %s', (_, address, first) => {
    const names = { ...stale(), answers: [says('10.0.0.53', 'NOERROR', [address])] };
    expect(edits(ofName(rule, { names, probes: dead, sockets: here }))[0]).toEqual(first);
  });

  it('is a warning, and no edit that changes nothing, where a server here has the port at another address', () => {
    const names = lookedUp(['127.0.0.1'], { from: 'hosts', hosts: [hostsLine(2, '127.0.0.1 app.test')] });
    const finding = ofName(rule, {
      names: { ...names, answers: [says('10.0.0.53', 'NOERROR', ['10.77.0.99'])] },
      probes: [attempt('127.0.0.1', 'refused')],
      sockets: [listener('10.77.0.51', 8000)],
    });
    expect(finding).toMatchObject({ severity: 'warning' });
    expect(edits(finding)).toEqual([[['127.0.0.1 app.test', '# 127.0.0.1 app.test']]]);
  });

  it('is the fault of a line that hides the address of this machine that DNS knows, and the server has', () => {
    const names = lookedUp(['127.0.0.1'], { from: 'hosts', hosts: [hostsLine(2, '127.0.0.1 app.test')] });
    const facts = {
      names: { ...names, answers: [says('10.0.0.53', 'NOERROR', ['10.77.0.1'])] },
      probes: [attempt('127.0.0.1', 'refused')],
      sockets: [listener('10.77.0.1', 8000)],
    };
    expect(ofName(rule, facts)).toMatchObject({
      severity: 'error',
      explains: expect.arrayContaining(['bind/one-address']),
    });
  });

  it('is the fault of a line that takes localhost away from the server on loopback', () => {
    const hosts = [hostsLine(1, '10.77.0.1 localhost')];
    const names = { ...lookedUp(['10.77.0.1'], { from: 'hosts', hosts }), name: 'localhost' };
    const facts = {
      names,
      probes: [attempt('10.77.0.1', 'refused')],
      sockets: [listener('127.0.0.1', 8000)],
    };
    expect(ofName(rule, facts)).toMatchObject({ severity: 'error', explains: ['bind/loopback-only'] });
  });

  it('is found for the address that block lists write', () => {
    const names = lookedUp(['0.0.0.0'], { from: 'hosts', hosts: [hostsLine(2, '0.0.0.0 app.test')] });
    const finding = ofName(rule, { names, probes: [attempt('0.0.0.0', 'refused')] });
    expect(finding).toMatchObject({ severity: 'error', summary: expect.stringContaining('block lists') });
    expect(edits(finding)).toEqual([[['0.0.0.0 app.test', '# 0.0.0.0 app.test']]]);
  });

  it.each([
    ['10.77.0.99 app.test', '127.0.0.1 app.test'],
    ['10.77.0.99\tApp.Test   # staging', '127.0.0.1\tApp.Test   # staging'],
    ['10.77.0.99 db.test app.test www.test', '10.77.0.99 db.test www.test\n127.0.0.1 app.test'],
    ['10.77.0.99 app.test db.test # two', '10.77.0.99 db.test # two\n127.0.0.1 app.test'],
    ['10.77.0.99 db.test app.test#x', '10.77.0.99 db.test #x\n127.0.0.1 app.test'],
  ])('edits %j for this name alone', (line, expected) =>
    expect(edits(ofName(rule, { names: stale(line), probes: dead, sockets: here }))).toEqual([
      [[line, expected]],
    ]),
  );

  it('gives the address at which the server listens', () =>
    expect(
      edits(ofName(rule, { names: stale(), probes: dead, sockets: [listener('10.77.0.1', 8000)] })),
    ).toEqual([[['10.77.0.99 app.test', '10.77.0.1 app.test']]]));

  it('gives loopback for a server that no address of this machine leads to', () => {
    const replaced = [[['10.77.0.99 app.test', '127.0.0.1 app.test']]];
    const tied = [listener('0.0.0.0', 8000, { device: 'eth1' })];
    expect(edits(ofName(rule, { names: stale(), probes: dead, sockets: tied }))).toEqual(replaced);
    const lost = [listener('10.77.0.51', 8000)];
    expect(edits(ofName(rule, { names: stale(), probes: dead, sockets: lost }))).toEqual(replaced);
  });

  it.each([
    [
      'it leads to the server here, which does not answer',
      {
        names: lookedUp(['127.0.0.1'], { from: 'hosts', hosts: [hostsLine(2, '127.0.0.1 app.test')] }),
        probes: [attempt('127.0.0.1', 'timeout')],
        sockets: here,
      },
    ],
    ['the line works', { names: stale(), probes: [attempt('10.77.0.99', 'connected')], sockets: here }],
    [
      'another line has an address that works',
      {
        names: lookedUp(['10.77.0.99', '10.77.0.1'], {
          from: 'hosts',
          hosts: [hostsLine(2, '10.77.0.99 app.test'), hostsLine(3, '10.77.0.1 app.test')],
        }),
        probes: [...dead, attempt('10.77.0.1', 'connected')],
        sockets: here,
      },
    ],
    ['nothing better is known', { names: stale(), probes: [attempt('10.77.0.99', 'timeout')] }],
    [
      'DNS says the same',
      {
        names: { ...stale(), answers: [says('10.0.0.53', 'NOERROR', ['10.77.0.99'])] },
        probes: dead,
        sockets: here,
      },
    ],
    ['the address came from DNS', { names: lookedUp(['10.77.0.99']), probes: dead, sockets: here }],
  ])('is ruled out where %s', (_, scene) => expect(ofName(rule, scene)).toBe('ruled-out'));

  it('is a warning where the address is this machine: the server may listen in the wrong place', () => {
    const names = lookedUp(['10.77.0.1'], { from: 'hosts', hosts: [hostsLine(2, '10.77.0.1 app.test')] });
    const scene = {
      names,
      probes: [attempt('10.77.0.1', 'refused')],
      sockets: [listener('127.0.0.1', 8000)],
    };
    expect(ofName(rule, scene)).toMatchObject({ severity: 'warning' });
  });

  it('is a warning where nobody has the address, and nothing better is known', () =>
    expect(ofName(rule, { names: stale(), probes: dead })).toMatchObject({
      severity: 'warning',
      summary: expect.stringContaining('if that machine has moved, the line has to follow it'),
      fixes: [],
    }));

  it('is a warning on a port that every machine has', () => {
    const probes = [attempt('10.77.0.99', 'timeout', { port: 22 })];
    const scene = { names: stale(), probes, sockets: [listener('0.0.0.0', 22)], typed: 'app.test:22' };
    expect(ofName(rule, scene)).toMatchObject({ severity: 'warning' });
  });
});
