import { describe, expect, it } from 'vitest';
import { namespace } from '../../support/ground.js';
import { codes, diagnosed, errors, hanging, listener, now, probe, running } from '../../support/healthy.js';
import { upstreamState } from '../../support/upstreams.js';

const unanswered = hanging(8000);
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

it('tells of accept() where a script of somebody lets clients wait, and not of a server that is known', () => {
  const resampled = [listener('0.0.0.0', 8000, { queue: { used: 1, limit: 128 } })];
  const advice = (words: readonly string[]) =>
    diagnosed('8000', { processes: [running(42, words)], probes: unanswered, resampled }).causes[0]?.fixes[0]
      ?.text;
  expect(advice(['python3', 'server.py'])).toContain('call accept() for every client');
  expect(advice(command)).not.toContain('accept()');
});

it('tells of what holds up an event loop where a coroutine server lets clients wait', () => {
  const resampled = [listener('0.0.0.0', 8000, { queue: { used: 1, limit: 128 } })];
  const reloader = running(41, ['python3', '-m', 'uvicorn', 'main:app', '--reload']);
  const spawned = ['python3', '-B', '-c', 'from multiprocessing.spawn import spawn_main; spawn_main(5, 7)'];
  const processes = [reloader, running(42, spawned, { parent: 41 })];
  const [fix] = diagnosed('8000', { processes, probes: unanswered, resampled }).causes[0]?.fixes ?? [];
  expect(fix?.text).toContain('In an async def, time.sleep()');
  expect(fix?.text).not.toContain('call accept()');
});

it('tells of recvfrom() where a server of datagrams does not read, and of no connections', () => {
  const silent = { ...hanging(8000)[0]!, protocol: 'udp' as const };
  const probes = [
    { ...silent, conversations: silent.conversations.map(each => ({ ...each, protocol: null })) },
  ];
  const socket = listener('0.0.0.0', 8000, {
    protocol: 'udp',
    state: 'unconnected',
    queue: { used: 832, limit: null },
  });
  const mine = running(42, ['python3', '/srv/shop.py'], { waitChannel: 'hrtimer_nanosleep' });
  const [cause] = diagnosed('8000/udp', { probes, sockets: [socket], processes: [mine] }).causes;
  expect(cause).toMatchObject({ code: 'process/hung', headline: 'the server does not answer' });
  expect(cause?.summary).toContain('has the port and does not answer: it does not read what is sent');
  expect(cause?.fixes[0]?.text).toContain('recvfrom()');
  expect(cause?.fixes[0]?.text).not.toMatch(/accept|connection|worker/);
});

it.each(['tcp', 'udp'] as const)('names a URL to ask for only where that may be one: %s', protocol => {
  const probes = unanswered.map(each => ({ ...each, protocol }));
  const state = protocol === 'udp' ? 'unconnected' : 'listen';
  const diagnosis = diagnosed(`8000/${protocol}`, {
    probes,
    sockets: [listener('0.0.0.0', 8000, { protocol, state })],
    processes: [running(42, ['./own-protocol'])],
  });
  const lacks = diagnosis.unchecked.find(({ code }) => code === 'process/hung')?.lacks ?? '';
  expect(lacks).toContain('nothing shows which protocol');
  expect(lacks.includes('http://')).toBe(protocol === 'tcp');
});

it('does not call a server broken that may wait for its own protocol', () => {
  const processes = [running(42, ['./own-protocol'])];
  expect(codes(diagnosed('8000', { processes, probes: unanswered }))).not.toContain('error process/hung');
});

it.each(['other', undefined] as const)(
  'asks a proxy that passes on bytes for what is behind it: %s',
  speaks => {
    const behind = upstreamState({ raw: true }, { probes: hanging(3000), ...(speaks && { speaks }) });
    const { verdict, causes } = diagnosed('8000', {
      processes: [running(42, ['haproxy', '-f', '/etc/haproxy/haproxy.cfg'])],
      probes: unanswered,
      upstreams: { proxy: 'haproxy', upstreams: [behind], logged: null },
    });
    expect(causes).toEqual([]);
    expect(verdict).toBe(speaks ? 'reachable' : 'inconclusive');
  },
);

it('leaves a server that is known to speak another protocol to what says so', () => {
  const processes = [running(42, ['dnsmasq', '-p', '8000'])];
  const asked = diagnosed('http://127.0.0.1:8000/', { processes, probes: unanswered });
  expect(errors(asked)).toEqual(['http/not-http']);
  const deaf = [listener('0.0.0.0', 8000, { queue: { used: 1, limit: 128 } })];
  const stuck = diagnosed('http://127.0.0.1:8000/', { processes, probes: unanswered, resampled: deaf });
  expect(errors(stuck)).toEqual(['process/hung']);
});

it('says how to let go what a debugger may hold, in place of the words for an endless await', () => {
  const held = (waitChannel: string) => {
    const processes = [running(42, ['node', '--inspect', 'app.js'], { waitChannel })];
    const [cause] = diagnosed('http://127.0.0.1:8000/', { processes, probes: unanswered }).causes;
    return [cause?.summary, ...(cause?.fixes ?? []).map(({ text }) => text)].join('\n');
  };
  expect(held('futex_wait_queue')).toMatch(/held at a breakpoint by its debugger[\s\S]*detach the debugger/);
  expect(held('do_epoll_wait')).not.toContain('breakpoint');
});

it('says in plain words what the server does, and how to look into one of its kind', () => {
  const node = running(42, ['node', 'app.js'], { waitChannel: 'do_epoll_wait' });
  const [cause] = diagnosed('http://127.0.0.1:8000/', { processes: [node], probes: unanswered }).causes;
  expect(cause?.summary).toContain('it waits for events');
  expect(cause?.fixes[0]?.text).toContain('node inspect -p 42');
  const python = running(42, command, { waitChannel: 'hrtimer_nanosleep' });
  const [other] = diagnosed('8000', { processes: [python], probes: unanswered }).causes;
  expect(other?.summary).toContain('it sleeps');
  expect(other?.fixes[0]?.text).toContain('py-spy dump --pid 42');
});

it('names the program that Node waits for before it takes up its clients', () => {
  const node = running(42, ['node', 'app.js'], { waitChannel: 'do_epoll_wait' });
  const socket = listener('0.0.0.0', 8000, { queue: { used: 5, limit: 511 } });
  const told = (...children: ReturnType<typeof running>[]) =>
    diagnosed('http://127.0.0.1:8000/', {
      processes: [node, ...children],
      sockets: [socket],
      resampled: [socket],
      probes: unanswered,
    }).causes[0];
  const cause = told(running(43, ['sleep', '600'], { parent: 42 }), running(44, ['ls'], { parent: 1 }));
  expect(cause?.code).toBe('process/hung');
  expect(cause?.summary).toContain('it waits, it seems, for sleep (pid 43, ana), which it started');
  expect(cause?.fixes[0]?.text).toContain('kill 43');
  expect(told()?.summary).not.toContain('waits for events');
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

it.each([
  ['tcp', 'listen', '2 connections'],
  ['udp', 'unconnected', '2 bytes'],
] as const)('is sure of a server that takes up nothing, whoever it is: %s', (protocol, state, words) => {
  const owners = { pidsByInode: {}, hidden: [13000] };
  const left = listener('0.0.0.0', 8000, { protocol, state, inode: 13000, queue: { used: 2, limit: 16 } });
  const probes = unanswered.map(each => ({ ...each, protocol }));
  const target = protocol === 'udp' ? '10.0.0.1:8000/udp' : '10.0.0.1:8000';
  const seen = { sockets: [left], resampled: [left], owners, processes: [], probes };
  const { causes } = diagnosed(target, seen);
  expect(causes[0]).toMatchObject({ code: 'process/hung', severity: 'error' });
  expect(causes[0]?.summary).toContain(words);
});

it('leaves open whether what root holds and nobody takes up is a port that a container lost', () => {
  const owners = { pidsByInode: {}, hidden: [13000] };
  const kept = (uid: number, container: string | null) => {
    const left = listener('0.0.0.0', 8000, { uid, inode: 13000, queue: { used: 2, limit: 16 } });
    const around = { namespaces: [namespace({ container })], sockets: [left], resampled: [left] };
    return errors(diagnosed('10.0.0.1:8000', { ...around, owners, processes: [], probes: unanswered }));
  };
  expect(kept(0, 'f'.repeat(64))).toEqual([]);
  expect(kept(1000, 'f'.repeat(64))).toEqual(['process/hung']);
  expect(kept(0, null)).toEqual(['process/hung']);
});

it.each([
  ['nothing was read of', { received: 78, acknowledged: 0 }, 78, true],
  ['something was read of', { received: 900_000, acknowledged: 0 }, 78, false],
])('tells a connection that %s from one that is read from', (_, passed, used, hung) => {
  const between = { state: 'established', inode: 7, queue: { used, limit: 0 }, passed } as const;
  const seen = (local: number, remote: number) =>
    diagnosed('8000', {
      processes: [running(42, ['./own-protocol'])],
      probes: unanswered,
      resampled: [
        listener('0.0.0.0', 8000),
        listener('10.0.0.1', local, { ...between, remote: { address: '10.0.0.2', port: remote } }),
      ],
    });
  expect(errors(seen(8000, 40_000)).includes('process/hung')).toBe(hung);
  // What a client of this machine leaves unread.
  expect(errors(seen(40_000, 8000))).not.toContain('process/hung');
});

describe('a silent server of one’s own', () => {
  const own = [running(42, ['./own-protocol'])];

  it('is left open where nothing tells what it speaks', () => {
    const diagnosis = diagnosed('8000', { processes: own, probes: unanswered });
    expect(diagnosis.verdict).toBe('inconclusive');
    expect(errors(diagnosis)).toEqual([]);
    expect(diagnosis.summary).toContain('takes connections and stays silent');
    expect(diagnosis.unchecked).toContainEqual({
      code: 'process/hung',
      lacks: expect.stringContaining('netcheck why http://'),
    });
  });

  it('is hung where its HTTP parser answers what is no request', () => {
    const parser = { outcome: 'answered', reason: 'malformed', protocol: 'http' } as const;
    const bad = { status: 400, reason: 'Bad Request', headers: {}, body: '' };
    const probes = unanswered.map(each => ({
      ...each,
      conversations: [...each.conversations, { ...each.conversations[0]!, ...parser, http: bad }],
    }));
    const diagnosis = diagnosed('8000', { processes: own, probes });
    expect(errors(diagnosis)).toEqual(['process/hung']);
    expect(diagnosis.reach[0]).toMatchObject({ outcome: 'no-answer' });
    expect(diagnosis.causes[0]?.evidence.map(({ says }) => says)).toContainEqual(
      expect.stringContaining('it speaks HTTP'),
    );
    // Of one who serves WebSocket alone, the switch is the answer.
    const switched = probes.map(each => ({
      ...each,
      conversations: [
        ...each.conversations,
        {
          ...each.conversations[0]!,
          outcome: 'answered' as const,
          reason: 'websocket' as const,
          http: { status: 101, reason: 'Switching Protocols', headers: {}, body: '' },
        },
      ],
    }));
    expect(diagnosed('8000', { processes: own, probes: switched }).verdict).toBe('reachable');
  });

  it('is hung where its source makes an HTTP server, or it says so itself', () => {
    const python = running(42, ['python3', 'app.py'], { output: '/srv/app.log' });
    const configuration = [
      { path: '/srv/app.py', text: 'from http.server import HTTPServer\n', modifiedAt: 0 },
    ];
    expect(errors(diagnosed('8000', { processes: [python], probes: unanswered, configuration }))).toEqual([
      'process/hung',
    ]);
    const log = {
      path: '/srv/app.log',
      modifiedAt: 0,
      because: 'process-output' as const,
      pid: 42,
      lines: ['Listening on http://localhost:8000'],
    };
    expect(errors(diagnosed('8000', { processes: [python], probes: unanswered, logs: [log] }))).toEqual([
      'process/hung',
    ]);
    const another = { ...log, path: '/srv/other.log' };
    expect(diagnosed('8000', { processes: [python], probes: unanswered, logs: [another] }).verdict).toBe(
      'inconclusive',
    );
  });

  it('is well where it waits for more words, by its source or by what its thread waits for', () => {
    const python = running(42, ['python3', 'app.py']);
    const configuration = [
      { path: '/srv/app.py', text: 'server = await asyncio.start_server(serve)\n', modifiedAt: 0 },
    ];
    expect(diagnosed('8000', { processes: [python], probes: unanswered, configuration }).verdict).toBe(
      'reachable',
    );
    const processes = [running(42, ['./own-protocol'], { awaits: [77] })];
    const connection = (received: number, acknowledged: number) =>
      listener('127.0.0.1', 8000, {
        state: 'established',
        inode: 77,
        passed: { received, acknowledged },
      });
    const verdict = (received: number, acknowledged: number) =>
      diagnosed('8000', { processes, probes: unanswered, resampled: [connection(received, acknowledged)] })
        .verdict;
    expect(verdict(90, 0)).toBe('reachable');
    // A client that keeps its connection open, or has not asked yet, is waited for by a web server as well.
    expect(verdict(90, 300)).toBe('inconclusive');
    expect(verdict(0, 0)).toBe('inconclusive');
  });

  it('is well where it is netcat', () => {
    const processes = [running(42, ['nc', '-lk', '8000'], { name: 'nc' })];
    expect(diagnosed('8000', { processes, probes: unanswered }).verdict).toBe('reachable');
  });
});

it('quotes the log in which a server says that all its workers are taken', () => {
  const processes = [running(42, ['/usr/sbin/apache2'], { waitChannel: 'anon_pipe_read' })];
  const resampled = [listener('0.0.0.0', 8000, { queue: { used: 5, limit: 128 } })];
  const log = (line: string, age = 0) => ({
    path: '/var/log/apache2/error.log',
    because: 'program' as const,
    pid: null,
    modifiedAt: now - age,
    lines: [line],
  });
  const line = 'AH00484: server reached MaxRequestWorkers setting, consider raising it';
  const world = { processes, resampled, probes: unanswered };
  const told = (age: number) => diagnosed('8000', { ...world, logs: [log(line, age)] }).causes[0];
  expect(told(0)?.summary).toContain('all who could answer are taken');
  expect(told(0)?.fixes[0]?.text).toContain('MaxRequestWorkers');
  expect(told(7_200_000)?.summary).not.toContain('taken');
});

it.each([
  ['Exception in thread Thread-1 (run):', '  File "app.py", line 7, in run', 'ValueError: signal only'],
  ['Exception in thread "acceptor" java.lang.Oops: signal only', '\tat Main.lambda$main$0(Main.java:6)'],
  [
    '#<Thread:0x00007f app.rb:4 run> terminated with exception (report_on_exception is true):',
    'app.rb:6: signal only (NameError)',
    '  puts x',
  ],
])('quotes the error that has ended one of its threads: %s', (...lines) => {
  const resampled = [listener('0.0.0.0', 8000, { queue: { used: 1, limit: 128 } })];
  const processes = [running(42, ['./own'], { errors: '/srv/app.log', startedAt: now - 60_000 })];
  const told = (modifiedAt: number, ...more: readonly string[]) => {
    const log = { path: '/srv/app.log', because: 'process-output' as const, pid: 42, modifiedAt };
    return diagnosed('8000', {
      processes,
      probes: unanswered,
      resampled,
      logs: [{ ...log, lines: [...lines, ...more] }],
    }).causes[0];
  };
  expect(told(now - 5000)?.summary).toMatch(/and an error has ended one of its threads: .*signal only/);
  expect(told(now - 5000)?.fixes[0]?.title).toContain('Mend what its log says');
  // An older run's, and one that was not the last thing said.
  for (const cause of [told(now - 90_000), told(now - 5000, 'served 3 clients')])
    expect(cause?.summary).not.toContain('threads');
});

describe('one of several sockets that take turns', () => {
  const turn = (inode: number, used: number) =>
    listener('0.0.0.0', 8000, { inode, queue: { used, limit: 16 } });
  const sockets = [turn(7, 0), turn(8, 0)];
  const owners = { pidsByInode: {}, hidden: [7, 8] };
  const answered = [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000)];
  const world = (left: number, probes = answered, more = {}) =>
    diagnosed('8000', {
      sockets,
      owners,
      processes: [],
      probes,
      resampled: [turn(7, left), turn(8, 0)],
      ...more,
    });

  it('is the fault where it accepts nothing, though ours were dealt to another', () => {
    const diagnosis = world(3);
    expect(errors(diagnosis)).toEqual(['process/hung']);
    expect(diagnosis.verdict).toBe('degraded');
    expect(diagnosis.causes[0]?.summary).toContain('3 connections');
  });

  it('is a warning where nothing was dealt out, and waiting was only seen', () => {
    const hidden = { ...owners, pool: [42] };
    expect(codes(world(3, answered, { owners: hidden }))).toContain('warning process/hung');
  });

  it('is the busy one where whoever holds it burns a processor', () => {
    const processes = [running(42, command), running(43, command, { state: 'R', busiestThread: 0.99 })];
    const busy = { processes, owners: { pidsByInode: { 8: [42], 7: [43] }, hidden: [] } };
    expect(errors(world(3, answered, busy))).toEqual(['process/busy']);
    expect(world(3, answered, busy).verdict).toBe('degraded');
    expect(errors(world(0, answered, busy))).toEqual([]);
  });

  it('is the one without descriptors where whoever holds it has none left', () => {
    const descriptors = { open: 32, soft: 32, hard: 32 };
    const processes = [running(42, command), running(43, command, { descriptors })];
    const full = { processes, owners: { pidsByInode: { 8: [42], 7: [43] }, hidden: [] } };
    expect(errors(world(3, answered, full))).toEqual(['process/fd-limit']);
    expect(world(3, answered, full).verdict).toBe('degraded');
    expect(errors(world(0, answered, full))).toEqual([]);
  });

  it('is the fault where it has no room for one more, wherever ours was dealt to', () => {
    const diagnosis = world(17);
    expect(errors(diagnosis)).toEqual(['process/hung']);
    expect(diagnosis.verdict).toBe('degraded');
  });

  it('is the fault where ours was dealt to it', () =>
    expect(errors(world(3, unanswered))).toEqual(['process/hung']));

  it('is well where all that was dealt out is accepted', () =>
    expect(codes(world(0))).not.toContain('warning process/hung'));
});

it('tells of the processor quota that starves it, and of none that it does not use up', () => {
  const starved = (throttled: number, state: string) =>
    diagnosed('8000', {
      processes: [
        running(42, command, { state, quota: { share: 0.001, throttled, folder: '/sys/fs/cgroup/shop' } }),
      ],
      probes: unanswered,
    }).causes[0];
  expect(starved(0.9, 'R')?.summary).toContain('leaves it 0.1 % (/sys/fs/cgroup/shop)');
  expect(starved(0.9, 'R')?.fixes[0]?.text).toContain('CPUQuota=');
  expect(starved(0.1, 'R')?.summary).not.toContain('quota');
  expect(starved(0.9, 'S')?.summary).not.toContain('quota');
});

it('is no busy one that a small quota keeps from the processor, and one with half of it is', () => {
  const wanting = (share: number) => {
    const quota = { share, throttled: 0.9, folder: '/sys/fs/cgroup/shop' };
    return errors(
      diagnosed('8000', {
        processes: [running(42, command, { state: 'R', busiestThread: 0.98, quota })],
        probes: unanswered,
      }),
    );
  };
  expect(wanting(0.001)).toEqual(['process/hung']);
  expect(wanting(0.5)).toEqual(['process/busy']);
});

it('says what holds it up, and who has that', () => {
  const told = (more: object) =>
    diagnosed('8000', { processes: [running(42, command, more)], probes: unanswered }).causes[0]?.summary;
  expect(told({ awaitsLock: { path: '/srv/shop.lock', holder: 7 } })).toContain(
    'waits for the lock of /srv/shop.lock, which pid 7 has',
  );
  expect(told({ awaitsLock: { path: null, holder: 0 } })).toMatch(/waits for the lock of a file\.$/);
  expect(told({ awaitsTerminal: '/dev/pts/0', waitChannel: 'poll_schedule_timeout' })).toContain(
    'waits for somebody to type at pts/0',
  );
  expect(told({ awaitsRoom: { link: '/dev/pts/0', reader: null } })).toContain('held back, as by Ctrl-S');
  expect(told({ awaitsRoom: { link: 'pipe:[7]', reader: 9 } })).toContain('which pid 9 does not empty');
  expect(told({ waitChannel: 'locks_lock_inode_wait' })).toContain('waits for the lock of a file');
  expect(told({ waitChannel: 'unix_wait_for_peer' })).toContain('takes what it writes to a socket file');
});

it('names who may hold the only worker', () => {
  const idle = (address: string, inode: number) =>
    listener('10.0.0.1', 8000, { state: 'established', inode, remote: { address, port: 40_000 } });
  const of = (...sockets: readonly ReturnType<typeof idle>[]) =>
    diagnosed('8000', {
      processes: [running(42, command)],
      probes: unanswered,
      resampled: [listener('0.0.0.0', 8000, { queue: { used: 1, limit: 128 } }), ...sockets],
    })
      .causes[0]?.evidence.map(({ says }) => says)
      .join('\n');
  expect(of(idle('10.0.0.2', 8))).toContain('1 idle connection from 10.0.0.2:40000 may hold its only worker');
  expect(of(idle('10.0.0.2', 8), idle('10.0.0.2', 9))).toContain('2 idle connections from 10.0.0.2 may hold');
});

describe('a worker of a Node cluster that is held up', () => {
  const primary = running(42, ['node', '/srv/app.js']);
  const worker = (pid: number, waitChannel: string) =>
    running(pid, ['node', '/srv/app.js'], { parent: 42, waitChannel, threads: 7 });
  const cluster = (held: string) => [primary, worker(43, held), worker(44, 'do_epoll_wait')];
  const answered = probe('127.0.0.1', 8000);
  const [first] = answered.conversations;
  const silent = { ...hanging(8000)[0]!.conversations[0]!, path: '/shop' };
  const told = (target: string, conversations: (typeof answered)['conversations'], held: string) =>
    diagnosed(target, { processes: cluster(held), probes: [{ ...answered, conversations }] });

  it('is found where it was dealt the first question, and another worker the root', () => {
    const conversations = [silent, { ...first!, reason: 'root' as const }];
    const [cause] = told('http://127.0.0.1:8000/shop', conversations, 'futex_do_wait').causes;
    expect(cause?.code).toBe('process/hung');
    expect(cause?.summary).toContain('pid 43 waits for a lock');
    expect(errors(told('http://127.0.0.1:8000/shop', conversations, 'do_epoll_wait'))).toEqual([
      'http/no-response',
    ]);
  });

  it('is found where it was dealt the later question only', () => {
    const conversations = [first!, { ...silent, reason: 'other-name' as const }];
    const found = told('8000', conversations, 'futex_do_wait');
    expect(errors(found)).toEqual(['process/hung']);
    expect(found.verdict).toBe('degraded');
    expect(errors(told('8000', conversations, 'do_epoll_wait'))).toEqual([]);
  });

  it('is found where it was dealt one of the further attempts', () => {
    const dealt = (turns: readonly (number | null)[], held = 'futex_do_wait') =>
      diagnosed('8000', { processes: cluster(held), probes: [{ ...answered, turns }] });
    const found = dealt([200, 200, null, 200]);
    expect(errors(found)).toEqual(['process/hung']);
    expect(found.verdict).toBe('degraded');
    expect(found.causes[0]?.evidence[0]?.says).toBe('1 of 4 requests got no answer');
    expect(errors(dealt([200, 200, 200, 200]))).toEqual([]);
    expect(errors(dealt([200, 200, null, 200], 'do_epoll_wait'))).toEqual([]);
  });
});

it.each([
  [
    ['ssh', '-N', '-L', '8000:db:5432', 'ana@far'],
    'db:5432, as ana@far sees it',
    'On ana@far, netcheck why db:5432',
  ],
  [['socat', 'TCP-LISTEN:8000,fork', 'TCP:127.0.0.1:81'], '127.0.0.1:81', 'netcheck why 127.0.0.1:81'],
  [['kubectl', 'port-forward', 'svc/web', '8000:80'], 'port 80 of svc/web', 'kubectl logs svc/web'],
])('names who is silent where a tunnel only passes on what it gets: %s', (words, end, ask) => {
  const unread = listener('127.0.0.1', 8000, {
    state: 'established',
    inode: 9,
    queue: { used: 40, limit: null },
  });
  const seen = (queue: number) => {
    const resampled = [listener('0.0.0.0', 8000, { queue: { used: queue, limit: 128 } }), unread];
    return diagnosed('8000', { processes: [running(42, words)], probes: unanswered, resampled }).causes[0];
  };
  expect(seen(0)).toMatchObject({ code: 'process/hung', fixes: [{ title: 'Ask where the tunnel leads' }] });
  expect(seen(0)?.summary).toContain(`it is a tunnel to ${end}, and from there nothing comes back`);
  expect(seen(0)?.fixes[0]?.text).toContain(ask);
  // What it never accepted it cannot have passed on.
  expect(seen(1)?.summary).toContain('1 connection waits to be accepted');
});
