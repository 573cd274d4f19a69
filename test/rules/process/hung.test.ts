import { expect, it } from 'vitest';
import { namespace } from '../../support/ground.js';
import { codes, diagnosed, errors, listener, probe, running } from '../../support/healthy.js';

const silent = { outcome: 'silent', http: null, protocol: null, firstBytes: '', ms: 6000 } as const;
const unanswered = [
  probe('127.0.0.1', 8000, 'connected', silent),
  probe('10.0.0.1', 8000, 'connected', silent),
];
const command = ['python3', '-m', 'http.server', '8000'];

it('finds a web server that takes requests and says nothing', () => {
  expect(errors(diagnosed('8000', { processes: [running(42, command)], probes: unanswered }))).toEqual([
    'process/hung',
  ]);
});

it('finds any server that does not accept', () => {
  const processes = [running(42, ['./own-protocol'])];
  const resampled = [listener('0.0.0.0', 8000, { queue: { used: 1, limit: 128 } })];
  expect(errors(diagnosed('8000', { processes, probes: unanswered, resampled }))).toEqual(['process/hung']);
});

it('does not call a server broken that may wait for its own protocol', () => {
  const processes = [running(42, ['./own-protocol'])];
  expect(codes(diagnosed('8000', { processes, probes: unanswered }))).not.toContain('error process/hung');
});

it('leaves a server that is known to speak another protocol to what says so', () => {
  const processes = [running(42, ['dnsmasq', '-p', '8000'])];
  const asked = diagnosed('http://127.0.0.1:8000/', { processes, probes: unanswered });
  expect(errors(asked)).toEqual(['http/not-http']);
  const deaf = [listener('0.0.0.0', 8000, { queue: { used: 1, limit: 128 } })];
  const stuck = diagnosed('http://127.0.0.1:8000/', { processes, probes: unanswered, resampled: deaf });
  expect(errors(stuck)).toEqual(['process/hung']);
});

it('says in plain words what the server does, and how to look into one of its kind', () => {
  const node = running(42, ['node', 'app.js'], { waitChannel: 'do_epoll_wait' });
  const [cause] = diagnosed('http://127.0.0.1:8000/', { processes: [node], probes: unanswered }).causes;
  expect(cause?.summary).toContain('it waits for events');
  expect(cause?.fixes[0]?.text).toContain('kill -USR1 42');
  const python = running(42, command, { waitChannel: 'hrtimer_nanosleep' });
  const [other] = diagnosed('8000', { processes: [python], probes: unanswered }).causes;
  expect(other?.summary).toContain('it sleeps');
  expect(other?.fixes[0]?.text).toContain('py-spy dump --pid 42');
});

it('finds who does not accept behind a published port, and blames no proxy', () => {
  const proxy =
    '/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8000 -container-ip 172.17.0.2 -container-port 80';
  const world = (used: number) => ({
    processes: [running(42, proxy.split(' '), { uid: 0, user: 'root' })],
    probes: unanswered,
    namespaces: [
      namespace({
        addresses: ['172.17.0.2'],
        listeners: [listener('0.0.0.0', 80, { inode: 9, queue: { used, limit: null } })],
        holders: [{ inode: 9, pid: 501, name: 'shopd', state: 'S' }],
      }),
    ],
  });
  const diagnosis = diagnosed('8000', world(2));
  expect(errors(diagnosis)).toEqual(['process/hung']);
  expect(diagnosis.causes[0]?.summary).toContain('shopd (pid 501)');
  expect(diagnosis.causes[0]?.summary).not.toContain('docker-proxy');
  // What accepts and is silent may wait for words that we do not speak.
  expect(errors(diagnosed('8000', world(0)))).toEqual([]);
});

it('gives no all-clear for a silent server whose program cannot be seen', () => {
  const owners = { pidsByInode: {}, hidden: [13000] };
  const diagnosis = diagnosed('10.0.0.1:8000', { owners, processes: [], probes: unanswered });
  expect(errors(diagnosis)).toEqual([]);
  expect(diagnosis.verdict).toBe('inconclusive');
  expect(diagnosis.summary).toBe(
    '10.0.0.1:8000 takes connections and stays silent; whether it serves anybody could not be decided.',
  );
  expect(diagnosis.unchecked).toContainEqual({
    code: 'process/hung',
    lacks: 'the program that takes the connections cannot be seen without root',
  });
  expect(diagnosis.reach[0]).toMatchObject({
    outcome: 'unknown',
    ms: 1,
    says: expect.stringContaining('silent'),
  });
});

it('says what a silent server that may wait for its own protocol does', () => {
  const processes = [running(42, ['./own-protocol'])];
  const diagnosis = diagnosed('8000', { processes, probes: unanswered });
  expect(diagnosis.verdict).toBe('reachable');
  expect(diagnosis.summary).toContain('takes connections and stays silent');
});
