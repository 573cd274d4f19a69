import { describe, expect, it } from 'vitest';
import { unit } from '../../programs/situation.js';
import { diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';

const sockets = [listener('127.0.0.1', 8080)];
const probes = [probe('127.0.0.1', 8080), probe('10.0.0.1', 8080, 'refused')];
const modifiedAt = now - 7_200_000;

describe('of two files of a server that were there before its start', () => {
  const told = (command: string[], ...files: (readonly [path: string, text: string])[]) =>
    diagnosed('8080', {
      sockets,
      probes,
      processes: [running(42, command)],
      configuration: files.map(([path, text]) => ({ path, text, modifiedAt })),
    });
  const mariadb = ['mariadbd'];
  const mine = (address: string) =>
    ['/etc/mysql/my.cnf', `[mysqld]\nport = 8080\nbind-address = ${address}\n`] as const;
  const later = (text: string) => ['/etc/mysql/mariadb.conf.d/60-shop.cnf', text] as const;

  it('finds that the later one wins, and changes that', () => {
    const diagnosis = told(mariadb, mine('0.0.0.0'), later('[mysqld]\nbind-address = 127.0.0.1\n'));
    expect(errors(diagnosis)).toEqual(['bind/config-not-in-effect']);
    expect(diagnosis.causes[0]?.summary).toContain('60-shop.cnf wins');
    expect(diagnosis.causes[0]?.fixes[0]?.steps).toContainEqual({
      do: 'edit',
      file: '/etc/mysql/mariadb.conf.d/60-shop.cnf',
      find: '127.0.0.1',
      replace: '0.0.0.0',
    });
    const postgres = ['postgres', '-D', '/srv'];
    expect(
      errors(
        told(
          postgres,
          ['/srv/postgresql.conf', "listen_addresses = '*'\n"],
          ['/srv/postgresql.auto.conf', "listen_addresses = 'localhost'\n"],
        ),
      ),
    ).toEqual(['bind/config-not-in-effect']);
  });

  it.each([
    ['they agree', mariadb, '127.0.0.1', '[mysqld]\nbind-address = 127.0.0.1\n'],
    ['the one that wins is not the bound one', mariadb, '0.0.0.0', '[mysqld]\nbind-address = ::1\n'],
    ['the other is for clients', mariadb, '127.0.0.1', '[client]\nbind-address = 0.0.0.0\n'],
    ['the first is a comment', mariadb, '127.0.0.1\n# bind-address = 0.0.0.0', '[mysqld]\n'],
    ['the command line wins', ['mariadbd', '--bind-address=127.0.0.1'], '0.0.0.0', '[mysqld]\n'],
    ['another program reads them', ['shop'], '0.0.0.0', '[mysqld]\nbind-address = 127.0.0.1\n'],
  ])('leaves it to the bound address where %s', (_, command, address, text) =>
    expect(errors(told(command, mine(address), later(text)))).toEqual(['bind/loopback-only']),
  );
});

describe('a drop-in', () => {
  const command = '/usr/bin/python3 -m http.server 8080 --bind 127.0.0.1';
  const told = (replaced?: string) =>
    errors(
      diagnosed('8080', {
        sockets,
        probes,
        processes: [running(42, command.split(' '), { cgroup: '/system.slice/shop.service' })],
        units: [
          unit({
            command,
            files: ['/etc/systemd/system/shop.service', '/etc/systemd/system/shop.service.d/local.conf'],
            ...(replaced !== undefined && { replaced }),
          }),
        ],
      }),
    );

  it('wins over the command of its unit, where that would do', () => {
    expect(told(command.replace('127.0.0.1', '0.0.0.0'))).toEqual(['bind/config-not-in-effect']);
    expect(told(command.replace('127.0.0.1', '10.0.0.1'))).toEqual(['bind/config-not-in-effect']);
  });

  it('is no reason where that would not do either', () => {
    expect(told()).toEqual(['bind/loopback-only']);
    expect(told(command)).toEqual(['bind/loopback-only']);
    expect(told('/usr/bin/shop')).toEqual(['bind/loopback-only']);
    expect(told('/usr/bin/shop --db 0.0.0.0 --bind localhost')).toEqual(['bind/loopback-only']);
  });
});
