import { describe, expect, it } from 'vitest';
import { wrappedService } from '../../src/programs/access/inetd-service.js';
import { wrappedAway, wrapperFiles } from '../../src/programs/access/tcp-wrappers.js';
import { running } from '../support/healthy.js';

const files = (deny: string, allow = '') => [
  { path: '/etc/hosts.allow', text: allow, modifiedAt: 0 },
  { path: '/etc/hosts.deny', text: deny, modifiedAt: 0 },
];
const away = (deny: string, allow = '', client = '10.77.0.2') =>
  wrappedAway(files(deny, allow), 'sshd', client)?.text;

describe('TCP wrappers', () => {
  it.each([
    ['ALL: ALL', '', 'ALL: ALL'],
    ['ALL: ALL', 'sshd: 10.77.', undefined],
    ['ALL: ALL', 'sshd: 10.77.0.0/255.255.255.0', undefined],
    ['ALL: ALL', 'sshd: 127.0.0.1 [::1]', 'ALL: ALL'],
    ['ALL: ALL', 'sshd: .office.test', undefined],
    ['sshd: 10.77.0.0/24', '', 'sshd: 10.77.0.0/24'],
    ['sshd: 192.168.', '', undefined],
    ['vsftpd: ALL', '', undefined],
    ['# sshd: ALL', '', undefined],
    ['ALL: ALL', 'sshd@10.77.0.1: ALL', undefined],
    ['ALL: ALL', 'vsftpd@10.77.0.1: ALL', 'ALL: ALL'],
    ['sshd, vsftpd: \\\n 10.77.0.2', '', 'sshd, vsftpd:   10.77.0.2'],
    ['ALL EXCEPT sshd: ALL', '', undefined],
    ['ALL EXCEPT vsftpd: ALL', '', 'ALL EXCEPT vsftpd: ALL'],
    ['sshd: ALL EXCEPT 127.0.0.1', '', 'sshd: ALL EXCEPT 127.0.0.1'],
    ['sshd: ALL EXCEPT 10.77. EXCEPT 10.77.0.2', '', 'sshd: ALL EXCEPT 10.77. EXCEPT 10.77.0.2'],
    ['sshd: ALL EXCEPT 10.77.', '', undefined],
    ['sshd: ALL EXCEPT office.test', '', undefined],
    ['', 'sshd: ALL: deny', 'sshd: ALL: deny'],
    ['sshd: ALL: allow', '', undefined],
    ['ALL: ALL: spawn (echo %a >>/var/log/x) &', '', 'ALL: ALL: spawn (echo %a >>/var/log/x) &'],
  ])('%s, after %s', (deny, allow, expected) => expect(away(deny, allow)).toBe(expected));

  it.each([
    ['7079 stream tcp nowait root /usr/sbin/tcpd /bin/date', [], 'date'],
    ['finger stream tcp nowait nobody /usr/sbin/tcpd in.fingerd -w', [], 'in.fingerd'],
    ['7079 stream tcp nowait root /bin/date date', [], undefined],
    ['7079 stream tcp nowait root /bin/date date', ['-l'], 'date'],
    [
      '# 7079 stream tcp nowait root /usr/sbin/tcpd date\n79 stream tcp nowait root /usr/sbin/tcpd x',
      [],
      undefined,
    ],
  ])('are asked about the servers of inetd: %s', (line, args, expected) => {
    const own = [
      { path: '/etc/inetd.conf', text: line, modifiedAt: 0 },
      { path: '/etc/services', text: 'finger\t\t7079/tcp\n', modifiedAt: 0 },
    ];
    expect(wrappedService(own, 7079, args)).toBe(expected);
  });

  it('reads the addresses of IPv6 in their brackets', () => {
    expect(away('sshd: [fd77::]/64', '', 'fd77::2')).toBe('sshd: [fd77::]/64');
    expect(away('sshd: [fd78::]/64', '', 'fd77::2')).toBeUndefined();
  });

  it('counts for programs that are linked to it, where there is a rule', () => {
    const door = (maps: string, deny: string) => ({
      read: (path: string) => ({ '/etc/hosts.deny': deny, '/proc/42/maps': maps })[path],
      list: () => [],
      modifiedAt: () => 0,
    });
    const process = running(42, ['sshd']);
    const linked = '7f00-7f01 r-xp 0 0:0 1 /usr/lib/x86_64-linux-gnu/libwrap.so.0.7.6\n';
    expect(wrapperFiles(process, door(linked, 'ALL: ALL'))).toHaveLength(1);
    expect(wrapperFiles(process, door('', 'ALL: ALL'))).toEqual([]);
    expect(wrapperFiles(process, door(linked, '# nothing\n'))).toEqual([]);
  });
});
