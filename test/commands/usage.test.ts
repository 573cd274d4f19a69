import { describe, expect, it } from 'vitest';
import { netcheck, node, program, run } from '../support/netcheck.js';

describe('what cannot be done costs one line and status 2', () => {
  it.each([
    [['help', 'nonsense'], "unknown command 'nonsense' (netcheck --help lists commands and options)"],
    [['ports', '--nope'], "unknown option '--nope' (netcheck ports --help lists its options)"],
    [['serve', '/no/such'], 'cannot serve /no/such: there is no such file or directory'],
    [['8000'], "unknown command '8000' (Did you mean netcheck why 8000?)"],
    [
      ['why'],
      "missing required argument 'targets' (a target is 8000, localhost:8000, https://example.com/, pid:4242 or nginx)",
    ],
    [
      ['explain', 'bind/loopback'],
      'there is no cause "bind/loopback" (perhaps bind/loopback-only, name/hostname-maps-to-loopback, namespace/container-loopback)',
    ],
    [['explain', 'bind/loopbck-only'], 'there is no cause "bind/loopbck-only" (perhaps bind/loopback-only)'],
    [['explain', 'nonsense'], 'there is no cause "nonsense" (netcheck explain lists them all)'],
    [['why', '-8000'], "unknown option '-8000' (Did you mean netcheck why 8000?)"],
    [
      ['why', '8000', '--from', ''],
      "--from '' is no client (self, lan, any, or an address such as 10.0.0.7)",
    ],
    [['why', '8000', '--timeout', ''], "--timeout '' is not a number of seconds (between 1 and 600)"],
    [['why', '8000', '--origin', ''], "--origin '' is no origin (such as https://app.example.com)"],
  ])('%j', async (words, line) => {
    expect(await netcheck(words)).toEqual({ status: 2, stdout: '', stderr: `netcheck: ${line}\n` });
  });

  it
    .skipIf(process.platform !== 'linux')
    .each(['--version', '--help', 'ifaces', 'help why', 'why 1 --json', 'explain bind/loopback-only'])(
    '%s on a full disk',
    async words => {
      const command = `exec "${node}" "${program}" ${words} >/dev/full`;
      const stderr = 'netcheck: standard output cannot be written: ENOSPC\n';
      expect(await run('bash', ['-c', command])).toEqual({ status: 2, stdout: '', stderr });
    },
    30_000,
  );
});
