import { describe, expect, it } from 'vitest';
import { entry, unit } from '../../programs/situation.js';
import { container } from '../../support/ground.js';
import { diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };

const log = (line: string, age = 60_000) => ({
  path: '/srv/nohup.out',
  modifiedAt: now - age,
  because: 'caller-directory' as const,
  lines: ['Traceback (most recent call last):', line],
  pid: null,
});
const line = 'OSError: [Errno 99] Cannot assign requested address: 203.0.113.7';

it('finds the address that the server wanted and the machine does not have', () => {
  const diagnosis = diagnosed('8000', { ...nobody, logs: [log(line)] });
  expect(errors(diagnosis)).toEqual(['bind/address-not-here']);
  expect(diagnosis.causes[0]?.summary).toContain('203.0.113.7');
  // Its log lies in the caller's folder, and with that most likely its settings.
  expect(diagnosis.causes[0]?.fixes[0]?.text).toContain(
    "--exclude='*.log' --exclude-dir=node_modules 203.0.113.7 .",
  );
  const elsewhere = { ...log(line), path: '/var/log/shop.log' };
  expect(diagnosed('8000', { ...nobody, logs: [elsewhere] }).causes[0]?.fixes[0]?.text).not.toContain('grep');
});

it('is why nobody answers at the very address that the server wanted', () => {
  const asked = (wanted: string) =>
    diagnosed('10.0.0.50:8000', {
      ...nobody,
      probes: [probe('10.0.0.50', 8000, 'host-unreachable')],
      logs: [log(`OSError: [Errno 99] Cannot assign requested address: ${wanted}`)],
    });
  const { causes } = asked('10.0.0.50');
  expect(causes[0]).toMatchObject({ code: 'bind/address-not-here' });
  expect(causes[0]?.fixes[0]?.title).toContain('Give this machine 10.0.0.50');
  expect(errors(asked('10.0.0.51'))).not.toContain('bind/address-not-here');
});

it("is not why another machine's address does not answer", () => {
  const failure =
    'cannot listen on the TCP port: listen tcp4 10.0.0.9:8000: bind: cannot assign requested address';
  const published = [
    { hostAddress: '10.0.0.9', hostPort: 8000, containerPort: 80, protocol: 'tcp' as const },
  ];
  const asked = (more: object) =>
    errors(
      diagnosed('10.0.0.50:8000', {
        ...nobody,
        probes: [probe('10.0.0.50', 8000, 'host-unreachable')],
        ...more,
      }),
    );
  expect(asked({ containers: [container('web', { running: false, failure, published })] })).not.toContain(
    'bind/address-not-here',
  );
  const family = 'socket() [::]:8000 failed (97: Address family not supported by protocol)';
  expect(asked({ logs: [log(family)] })).not.toContain('bind/address-not-here');
});

it('does not say that a server has ended which lives on without a listener, nor to wait for it', () => {
  const server = running(42, ['node', 's.js', '--port=8000'], { output: '/srv/nohup.out' });
  const diagnosis = diagnosed('8000', { ...nobody, processes: [server], logs: [{ ...log(line), pid: 42 }] });
  expect(errors(diagnosis)).toEqual(['bind/address-not-here']);
  expect(diagnosis.causes[0]?.summary).toContain('does not listen, because it wanted');
});

it('finds it in the log of one that was asked for by its pid and lives on without a listener', () => {
  const server = running(42, ['node', 's.js'], { output: '/srv/nohup.out' });
  const asked = (more: object) =>
    errors(
      diagnosed('pid:42', {
        ...nobody,
        probes: [],
        subject: { port: null, otherPorts: [], pids: [42] },
        processes: [server],
        logs: [{ ...log(line, 0), pid: 42, ...more }],
      }),
    );
  expect(asked({})).toEqual(['bind/address-not-here']);
  expect(asked({ path: '/srv/other.out', pid: 43 })).toEqual(['process/not-listening']);
});

it('finds it in the word of one that did not heed the error, and says that it listens there', () => {
  const server = running(42, ['node', 's.js', '--port=8000'], { output: '/srv/nohup.out' });
  const asked = (...lines: readonly string[]) =>
    diagnosed('8000', {
      ...nobody,
      processes: [server],
      logs: [{ ...log('', 0), lines, pid: 42, because: 'process-output' as const }],
    });
  const { causes } = asked('listening on http://203.0.113.7:8000');
  expect(causes[0]).toMatchObject({ code: 'bind/address-not-here' });
  const word = asked('listening on http://0.0.0.0:8000');
  expect(errors(word)).toEqual(['process/not-listening']);
  expect(word.causes[0]?.summary).toContain('did not heed the error');
  // Of an earlier run, whose log is carried on.
  for (const host of ['0.0.0.0', '203.0.113.7']) {
    const starting = asked(`listening on http://${host}:8000`, 'connecting to the queue');
    expect(errors(starting)).toEqual(['process/not-listening']);
    expect(starting.causes[0]?.summary).not.toContain('did not heed the error');
  }
});

it('finds it in the log of an application that PM2 has given up', () => {
  const word = 'Error: listen EADDRNOTAVAIL: address not available 203.0.113.7:8000';
  const pm2 = (status: string) => [entry({ status, restarts: 15, log: [word] })];
  expect(errors(diagnosed('8000', { ...nobody, pm2: pm2('errored') }))).toEqual(['bind/address-not-here']);
  // An application of another port tells nothing of this one.
  const bare = [entry({ status: 'errored', log: ['OSError: [Errno 99] Cannot assign requested address'] })];
  expect(errors(diagnosed('8000', { ...nobody, pm2: bare }))).toEqual(['bind/address-not-here']);
  expect(errors(diagnosed('5432', { ...nobody, pm2: bare }))).not.toContain('bind/address-not-here');
  expect(errors(diagnosed('8000', { ...nobody, pm2: pm2('stopped') }))).not.toContain(
    'bind/address-not-here',
  );
});

it('says so where the address has come since', () => {
  const diagnosis = diagnosed('8000', { ...nobody, logs: [log(line.replace('203.0.113.7', '10.0.0.1'))] });
  expect(diagnosis.causes[0]?.summary).toContain('it is there now');
});

it.each([
  ['[19:00:02] [Server thread/INFO]: Starting Minecraft server on 203.0.113.9:8000', true],
  ['19:00:05 [WARNING] Could not bind to host /203.0.113.9:8000', true],
  ['19:00:05 [INFO] /203.0.113.9:50312 has disconnected', false],
])('takes the address with the port that a line before the error names: %s', (before, named) => {
  const error = 'java.net.BindException: Cannot assign requested address';
  const logs = [{ ...log(error), lines: [before, '**** FAILED TO BIND TO PORT!', error] }];
  expect(diagnosed('8000', { ...nobody, logs }).causes[0]?.summary.includes('203.0.113.9')).toBe(named);
});

it.each([
  ['OSError: [Errno 99] Cannot assign requested address', true],
  ['bind() to [::1]:8000 failed (99: Cannot assign requested address)', true],
  [line, false],
])('says that IPv6 is off where the address may be one of IPv6: %s', (words, said) => {
  const { causes } = diagnosed('8000', { ...nobody, logs: [log(words)] });
  expect(causes[0]?.summary.includes('IPv6 is switched off')).toBe(said);
});

it('takes no part of a name for an address', () => {
  const panic =
    'called `Result::unwrap()` on an `Err` value: Os { code: 99, kind: AddrNotAvailable, message: "Cannot assign requested address" }';
  const { causes } = diagnosed('8000', { ...nobody, logs: [log(panic)] });
  expect(causes[0]?.code).toBe('bind/address-not-here');
  expect(causes[0]?.summary).toContain('did not have when it started');
});

it('does not say that an address is missing which the log does not name, for it may have come since', () => {
  const { causes } = diagnosed('8000', {
    ...nobody,
    logs: [log('OSError: [Errno 99] Cannot assign requested address')],
  });
  expect(causes[0]?.summary).toContain('did not have when it started');
  expect(causes[0]?.fixes[0]?.text).toContain('start the server again');
});

it('does not believe yesterday’s log', () => {
  expect(errors(diagnosed('8000', { ...nobody, logs: [log(line, 40 * 3_600_000)] }))).toEqual([
    'port/nothing-listens',
  ]);
});

it.each([
  'OSError: [Errno 97] Address family not supported by protocol',
  'nginx: [emerg] socket() [::]:8000 failed (97: Address family not supported by protocol)',
  'Error: listen EAFNOSUPPORT: address family not supported :::8000',
])('finds a family that the server may not have: %s', words => {
  const diagnosis = diagnosed('8000', { ...nobody, logs: [log(words)] });
  expect(errors(diagnosis)).toEqual(['bind/address-not-here']);
  expect(diagnosis.causes[0]?.summary).toContain('IPv6 is switched off on this machine');
});

it('has the family given to a unit that may not have IPv4', () => {
  const failed = unit({
    name: 'shop.service',
    activeState: 'failed',
    command: '/usr/bin/python3 -m http.server 8000 --bind 0.0.0.0',
    log: ['OSError: [Errno 97] Address family not supported by protocol'],
  });
  const [cause] = diagnosed('8000', { ...nobody, units: [failed] }).causes;
  expect(cause).toMatchObject({
    code: 'bind/address-not-here',
    summary: expect.stringContaining('shop.service does not let it'),
  });
  expect(cause?.fixes[0]?.text).toContain('AF_INET');
  const six = { ...failed, command: '/usr/bin/python3 -m http.server 8000 --bind ::' };
  expect(diagnosed('8000', { ...nobody, units: [six] }).causes[0]?.summary).not.toContain('IPv4');
  const named = {
    ...failed,
    command: '/usr/bin/node server.js --database 10.0.0.5',
    log: ['Error: listen EAFNOSUPPORT: address family not supported :::8000'],
  };
  expect(diagnosed('8000', { ...nobody, units: [named] }).causes[0]?.summary).not.toContain('IPv4');
});

it('has the unit given what is known to be withheld from it', () => {
  const failed = unit({
    name: 'shop.service',
    activeState: 'failed',
    command: '/usr/bin/python3 -m http.server 8000',
    log: ['OSError: [Errno 97] Address family not supported by protocol'],
    withheld: ['AF_INET6'],
  });
  const [cause] = diagnosed('8000', { ...nobody, units: [failed] }).causes;
  expect(cause?.summary).toContain('a socket for IPv6, and shop.service does not let it');
  expect(cause?.fixes[0]?.steps?.[0]).toMatchObject({
    command: expect.stringContaining('RestrictAddressFamilies=AF_INET6 >'),
  });
});

it('takes the line of Node that names the address', () => {
  const words = [
    'Error: listen EADDRNOTAVAIL: address not available 203.0.113.7:8000',
    "  code: 'EADDRNOTAVAIL',",
    '  errno: -99,',
  ];
  const diagnosis = diagnosed('8000', { ...nobody, logs: [{ ...log(''), lines: words }] });
  expect(diagnosis.causes[0]?.summary).toContain('203.0.113.7');
});

it('takes no time of day for an address', () => {
  const words =
    '2026/11/20 11:59:00 [emerg] 1#1: bind() to 10.0.0.1:8000 failed (99: Cannot assign requested address)';
  expect(diagnosed('8000', { ...nobody, logs: [log(words)] }).causes[0]?.summary).toContain(
    '10.0.0.1 was not there',
  );
});

it('starts a unit again whose address came after it', () => {
  const shop = unit({
    name: 'shop.service',
    activeState: 'failed',
    command: 'python3 -m http.server 8000 --bind 10.0.0.1',
    log: ['OSError: [Errno 99] Cannot assign requested address'],
  });
  const [cause] = diagnosed('8000', { ...nobody, units: [shop] }).causes;
  expect(cause?.summary).toContain('10.0.0.1 was not there when it started; it is there now');
  expect(cause?.fixes[0]?.steps).toEqual([{ do: 'run', command: 'systemctl restart shop.service' }]);
});

it.each([
  'failed to listen on one of interface(s) 10.9.9.9: Invalid argument',
  'slap_open_listener: failed on ldap://10.9.9.9:389',
])('names the address that the next line tells: %s', next => {
  const lines = ['bind(): Cannot assign requested address', next];
  const [cause] = diagnosed('8000', { ...nobody, logs: [{ ...log(''), lines }] }).causes;
  expect(cause?.summary).toContain('it wanted the address 10.9.9.9');
});

it('does not take words of a failure to listen for a start', () => {
  const lines = [
    '21:M 21 Nov 2026 14:55:15.851 # Warning: Could not create server TCP listening socket 203.0.113.7:8000: bind: Cannot assign requested address',
    '21:M 21 Nov 2026 14:55:15.851 # Failed listening on port 8000 (TCP), aborting.',
  ];
  const diagnosis = diagnosed('8000', { ...nobody, logs: [{ ...log(''), lines }] });
  expect(errors(diagnosis)).toEqual(['bind/address-not-here']);
});

it.each([
  ['203.0.113.7', 'which this machine does not have', undefined],
  ['10.0.0.1', 'it is there now', 'docker start web'],
])('finds the address that a container’s port is published on: %s', (wanted, says, command) => {
  const failure = `driver failed programming external connectivity on endpoint web (2ad7): Error starting userland proxy: listen tcp4 ${wanted}:8000: bind: cannot assign requested address`;
  const published = [{ hostAddress: wanted, hostPort: 8000, containerPort: 80, protocol: 'tcp' as const }];
  // The status is that of the run before.
  const web = container('web', { running: false, exitCode: 137, failure, published });
  const diagnosis = diagnosed('8000', { ...nobody, containers: [web] });
  expect(errors(diagnosis)).toEqual(['bind/address-not-here']);
  expect(diagnosis.causes[0]?.summary).toContain(says);
  const [step] = diagnosis.causes[0]?.fixes[0]?.steps ?? [];
  expect(step && 'command' in step ? step.command : undefined).toBe(command);
});

describe('an address that came after the start', () => {
  const asked = (path: string, text: string, command: string[], modifiedAt = now - 900_000) =>
    errors(
      diagnosed('10.0.0.1:8000', {
        sockets: [listener('127.0.0.1', 8000)],
        probes: refused,
        processes: [running(42, command, { startedAt: now - 600_000 })],
        configuration: [{ path, text, modifiedAt }],
      }),
    );
  const [conf, sshd] = ['/srv/postgresql.conf', '/etc/ssh/sshd_config'];
  const postgres = ['postgres', '-D', '/srv'];
  const late = ['bind/address-not-here'];

  it.each([
    [conf, "listen_addresses = '127.0.0.1,10.0.0.1'", postgres],
    [sshd, 'Port 8000\nListenAddress 127.0.0.1\nListenAddress 10.0.0.1', ['/usr/sbin/sshd', '-D']],
  ])('is one that %s names beside another', (path, text, command) => {
    expect(asked(path, text, command)).toEqual(late);
  });

  it.each([
    ['a later line has another', "listen_addresses = '10.0.0.1'\nlisten_addresses = '127.0.0.1'", postgres],
    ['the command has another', "listen_addresses = '127.0.0.1,10.0.0.1'", [...postgres, '-h', '127.0.0.1']],
    ['the file has none', "listen_addresses = '127.0.0.1'", postgres],
  ])('is none where %s', (_, text, command) => {
    expect(asked(conf, text, command)).not.toContain(late[0]);
  });

  it.each([
    ['another port', 'ListenAddress 127.0.0.1:8000\nListenAddress 10.0.0.1:2200', ['/usr/sbin/sshd', '-D']],
    ['only its own port', 'ListenAddress 127.0.0.1\nListenAddress 10.0.0.1', ['sshd: ana@pts/0']],
  ])('is none where sshd has %s there', (_, text, command) => {
    expect(asked(sshd, text, command)).not.toContain(late[0]);
  });

  it('is none where the file was changed since', () => {
    expect(asked(conf, "listen_addresses = '127.0.0.1,10.0.0.1'", postgres, now)).not.toContain(late[0]);
  });
});

it('finds the word of a program that was asked for by its name and has ended', () => {
  const line = 'Error: listen EADDRNOTAVAIL: address not available 10.9.9.9:3000';
  const log = { modifiedAt: now - 60_000, because: 'caller-directory', lines: [line], pid: null } as const;
  const told = (path: string) =>
    errors(
      diagnosed('relay.js', {
        sockets: [],
        probes: [],
        processes: [],
        owners: { pidsByInode: {}, hidden: [] },
        subject: { port: null, otherPorts: [], pids: [] },
        logs: [{ ...log, path }],
      }),
    );
  expect(told('/srv/relay.log')).toEqual(['bind/address-not-here']);
  expect(told('/srv/shop.log')).toEqual(['port/nothing-listens']);
});
