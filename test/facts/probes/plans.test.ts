import { describe, expect, it } from 'vitest';
import { plansByLoopback } from '../../../src/facts/probes/by-loopback.js';
import { type Known, plansOf } from '../../../src/facts/probes/plans.js';
import { plansAfter, shareConversations } from '../../../src/facts/probes/second-round.js';
import type { Conversation, Probe } from '../../../src/facts/probes/types.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { fromHere, fromLan, listener } from '../../support/ground.js';
import { running } from '../../support/healthy.js';
import { attempt, mute, said } from '../../support/talks.js';

const addresses = ['127.0.0.1', '10.77.0.1', '10.88.0.1'];
const questions = addresses.map(address => fromHere({ address }));
const known: Known = {
  target: questions[0]!.target,
  questions,
  sockets: [listener('0.0.0.0', 8000)],
  owners: undefined,
  processes: [],
  addresses,
  names: [],
  byHosts: false,
};
const plans = plansOf(known);
const met = (address: string, over: Partial<Probe> = {}) => attempt([], { address, ...over });
const again = (...probes: readonly Probe[]) =>
  plansAfter(plans, probes, known).map(({ address, question }) => [address, question.manner]);

describe('a question that is asked several times', () => {
  const turns = (...processes: Known['processes']) =>
    plansOf({
      ...known,
      processes,
      owners: { pidsByInode: { [known.sockets[0]!.inode]: [42] }, hidden: [] },
    })[0]?.turns;
  const node = (pid: number, parent: number) => running(pid, ['node', '/srv/app.js'], { parent });

  it('is one to a Node cluster, whose primary deals connections out', () => {
    expect(turns(node(42, 1), node(43, 42), node(44, 42))).toBe(true);
    expect(turns(node(42, 1), node(43, 42))).toBeUndefined();
    const pm2 = running(42, ['PM2 v7.0.4: God Daemon (/root/.pm2)']);
    expect(turns(pm2, running(43, ['node /srv/app.js']), running(44, ['node /srv/app.js']))).toBeUndefined();
    expect(
      turns(
        pm2,
        running(43, ['node /srv/app.js'], { parent: 42 }),
        running(44, ['node /srv/app.js'], { parent: 42 }),
      ),
    ).toBe(true);
    expect(
      turns(node(42, 1), node(43, 42), running(44, ['node', '/srv/job.js'], { parent: 42 })),
    ).toBeUndefined();
  });
});

describe('plansAfter', () => {
  const others = [met('10.77.0.1'), met('10.88.0.1')];
  const byLoopback = (first: Conversation) => again(attempt([first], { address: '127.0.0.1' }), ...others);

  it('talks at another address where the first one ended the connection', () => {
    expect(plans.map(({ question }) => question.manner)).toEqual(['port', 'connect', 'connect']);
    for (const outcome of ['reset', 'refused', 'timeout'] as const)
      expect(
        again(met('127.0.0.1', { outcome }), met('10.77.0.1'), met('10.88.0.1', { outcome: 'refused' })),
      ).toEqual([['10.77.0.1', 'port']]);
  });

  it('talks at one other address where the server answered by loopback', () =>
    expect(byLoopback(said())).toEqual([['10.77.0.1', 'port']]));

  it('talks there too where it hung up on the request, in its own protocol', () => {
    expect(byLoopback(mute())).toEqual([['10.77.0.1', 'port']]);
    expect(byLoopback(mute({ outcome: 'reset' }))).toEqual([['10.77.0.1', 'port']]);
  });

  it('has nothing to ask of a server that takes its time, or says nothing', () => {
    expect(byLoopback(said({ ms: 3500 }))).toEqual([]);
    expect(byLoopback(mute({ outcome: 'silent' }))).toEqual([]);
  });
});

describe('plansByLoopback', () => {
  const others: Known = { ...known, questions: [fromLan({ address: '10.77.0.1' })] };
  const lost = met('10.77.0.1', { outcome: 'timeout' });
  const beside = (over: Partial<Known>, ...probes: readonly Probe[]) =>
    plansByLoopback(probes, { ...others, ...over }).map(({ address }) => address);

  it('asks by loopback for a server that was met at none of the addresses of others', () =>
    expect(beside({}, lost)).toEqual(['127.0.0.1']));

  it('asks so for an address that was named', () => {
    expect(beside({ target: parseTarget('10.77.0.1:8000') }, lost)).toEqual(['127.0.0.1']);
    expect(beside({ target: parseTarget('http://10.77.0.1:8000/x') }, lost)).toEqual(['127.0.0.1']);
  });

  it('asks nothing where it was met, where loopback is another server, and where this machine alone asks', () => {
    expect(beside({}, met('10.77.0.1'))).toEqual([]);
    expect(beside({ sockets: [listener('10.77.0.1', 8000)] }, lost)).toEqual([]);
    expect(beside({ questions }, lost)).toEqual([]);
  });

  it('does not wait once more for a server whose queue is full', () => {
    const full = listener('0.0.0.0', 8000, { queue: { used: 2, limit: 1 } });
    expect(beside({ sockets: [full] }, lost)).toEqual([]);
  });
});

it('shares what was said by loopback with loopback, and the rest with the rest', () => {
  const words = [attempt([said()], { address: '127.0.0.1' }), attempt([mute()], { address: '10.77.0.1' })];
  const [, , third] = shareConversations([...words, met('10.88.0.1')], known);
  expect(third?.conversations).toEqual([mute()]);
});

describe('plansOf', () => {
  const away = fromHere({
    target: parseTarget('http://site.test:8000/'),
    address: '10.77.0.99',
    local: false,
  });

  it('asks a server by loopback that other machines do not get to', () => {
    const lan = fromLan({ address: '10.77.0.1' });
    const asked = (address: string) =>
      plansOf({ ...known, target: lan.target, questions: [lan], sockets: [listener(address, 8000)] }).map(
        each => each.address,
      );
    expect(asked('127.0.0.1')).toEqual(['10.77.0.1', '127.0.0.1']);
    expect(asked('0.0.0.0')).toEqual(['10.77.0.1']);
    // What an old address leads to is not this machine's to ask.
    expect(asked('10.99.0.1')).toEqual(['10.77.0.1']);
  });

  it.each([true, undefined])(
    'asks the server here too where a name leads away: by the hosts file %s',
    byHosts => {
      const [, here] = plansOf({
        ...known,
        target: away.target,
        questions: [away],
        byHosts: byHosts === true,
      });
      expect(here).toMatchObject({ address: '127.0.0.1', local: true });
      expect(here?.standsIn).toBe(byHosts);
    },
  );
});

it.each([
  ['sshd: ana@notty', { service: null, sure: false }],
  ['sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups', { service: 'greeting', sure: true }],
])('asks a port that sshd has forwarded as any other: %s', (title, question) => {
  const owners = { pidsByInode: { [known.sockets[0]!.inode]: [7] }, hidden: [] };
  const [plan] = plansOf({ ...known, owners, processes: [running(7, [title], { name: 'sshd' })] });
  expect(plan?.question).toMatchObject(question);
});

describe('a unix socket', () => {
  const asked = (socketPath: string, command: readonly string[] | null) => {
    const socket = listener('', 0);
    const target = { ...known.target, kind: 'unix' as const, port: null, socketPath };
    const owners = command ? { pidsByInode: { [socket.inode]: [42] }, hidden: [] } : undefined;
    const processes = command ? [running(42, command)] : [];
    return plansOf({ ...known, target, questions: [], sockets: [socket], owners, processes })[0]?.question
      .service;
  };
  it.each([
    ['/run/app.sock', ['gunicorn', 'main:app'], null],
    ['/run/redis.sock', ['redis-server', '*:0'], 'redis'],
    ['/run/redis.sock', null, null],
    ['/run/pg/.s.PGSQL.5432', null, 'postgresql'],
    ['/run/pg/.s.PGSQL.5432.lock', null, null],
  ])('is spoken to in the words of its service: %s of %s', (path, command, service) =>
    expect(asked(path, command)).toBe(service),
  );
});

describe('a port that no address of the question takes', () => {
  const asked = [fromLan({ address: '10.77.0.1', port: 8000, local: true })];
  const at = (address: string) =>
    plansOf({ ...known, questions: asked, sockets: [listener(address, 8000)] }).map(each => each.address);

  it('is tried where it is open, for what is wrong there too', () => {
    expect(at('127.0.0.1')).toEqual(['10.77.0.1', '127.0.0.1']);
    expect(at('10.88.0.1')).toEqual(['10.77.0.1', '10.88.0.1']);
  });

  it('is not tried at an address that this machine has lost, which may be another machine’s', () =>
    expect(at('10.77.0.77')).toEqual(['10.77.0.1']));
});
