import { describe, expect, it } from 'vitest';
import { parseQueues, withReaders } from '../../../src/facts/firewall/queues.js';
import { realSystem } from '../../../src/system/real.js';
import { iptables } from '../../support/firewall.js';

const QUEUES = '/proc/net/netfilter/nfnetlink_queue';
/** Two queues as Linux prints them, the second read by a port that is no pid. */
const TWO =
  '    3   4242     0 2 65531     0     0        0  1\n  120 -99231     5 2 65531     7     0       12  1\n';
const NETLINK =
  'sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n' +
  '0000000000000000 12  4242       00000000 0        0        0     2        0        777\n';

const system = (files: Readonly<Record<string, string>>) => {
  const read: string[] = [];
  const missing = (path: string): never => {
    throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
  };
  return {
    ...realSystem,
    seen: read,
    read: (path: string) => {
      read.push(path);
      return files[path] ?? missing(path);
    },
    list: (path: string) => (path === '/proc/4242/fd' ? ['0', '5'] : missing(path)),
    link: (path: string) => (path === '/proc/4242/fd/5' ? 'socket:[777]' : '/dev/null'),
  };
};

const full = { [QUEUES]: TWO, '/proc/net/netlink': NETLINK, '/proc/4242/comm': 'suricata\n' };
const resolved = (rule: string, files: Readonly<Record<string, string>>) =>
  withReaders(system(files), iptables([rule]))[0]?.chains[0]?.rules[0]?.statements.find(
    each => 'queue' in each,
  );

describe('queues of packets', () => {
  it('are read as the kernel prints them', () => {
    expect(parseQueues(TWO)).toEqual([
      { number: 3, port: 4242 },
      { number: 120, port: -99231 },
    ]);
    expect(parseQueues('')).toEqual([]);
  });

  it('have the process that reads each, or nobody', () => {
    const rule = (number: string) => `-A INPUT -p tcp -j NFQUEUE ${number}`;
    expect(resolved(rule('--queue-num 3 --queue-bypass'), full)).toEqual({
      queue: { num: 3, flags: 'bypass', readers: ['suricata (pid 4242)'] },
    });
    expect(resolved(rule('--queue-balance 2:3'), full)).toEqual({
      queue: { num: { range: [2, 3] }, readers: [null, 'suricata (pid 4242)'] },
    });
    expect(resolved(rule('--queue-num 120'), full)).toMatchObject({
      queue: { readers: ['a program with netlink port -99231'] },
    });
  });

  it('have no readers where the kernel has no such part, and stay unknown where it does not tell', () => {
    const rule = '-A INPUT -p tcp -j NFQUEUE --queue-num 3';
    expect(resolved(rule, { '/proc/net/netfilter/nf_log': '' })).toEqual({
      queue: { num: 3, readers: [null] },
    });
    expect(resolved(rule, {})).toEqual({ queue: { num: 3 } });
  });

  it('are not looked for where no rule asks', () => {
    const one = system(full);
    const tables = iptables(['-A INPUT -p tcp --dport 8000 -j DROP']);
    expect(withReaders(one, tables)).toBe(tables);
    expect(one.seen).toEqual([]);
  });
});
