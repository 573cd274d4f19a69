import { expect, it } from 'vitest';
import { parseDenials } from '../../../src/facts/selinux/denials.js';
import { readSelinux } from '../../../src/facts/selinux/read.js';
import type { System } from '../../../src/system/system.js';
import { fuzz } from '../../support/mutate.js';

const bind =
  'type=AVC msg=audit(1415714880.156:29): avc:  denied  { name_bind } for  pid=1349 comm="httpd" src=8081 scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:transproxy_port_t:s0 tclass=tcp_socket permissive=0';
const connect =
  'type=AVC msg=audit(1415715000.500:31): avc:  denied  { name_connect } for  pid=1400 comm="nginx" dest=3000 scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:ntop_port_t:s0 tclass=tcp_socket permissive=0';
const journal =
  '1700000000.123456 box audit[812]: AVC avc:  denied  { name_bind } for  pid=812 comm=6D7920736572766572 src=9999 scontext=system_u:system_r:init_t:s0 tcontext=system_u:object_r:unreserved_port_t:s0 tclass=udp_socket permissive=0';
const kernel =
  '[   12.3] audit: type=1400 audit(1700000001.5:7): avc:  denied  { name_bind } for  pid=9 comm="sshd" src=2222 scontext=u:r:sshd_t:s0-s0:c0.c1023 tcontext=u:object_r:unreserved_port_t:s0 tclass=tcp_socket';
const log = [
  'type=SERVICE_START msg=audit(1415714870.000:28): pid=1 uid=0 msg=\'unit=httpd comm="systemd"\'',
  bind,
  'type=SYSCALL msg=audit(1415714880.156:29): arch=c000003e syscall=49 success=no exit=-13 comm="httpd"',
  connect,
  bind.replace('permissive=0', 'permissive=1'),
  'type=AVC msg=audit(1415714881.1:30): avc:  denied  { read } for  pid=1349 comm="httpd" name="x" dev="vda1" ino=5 scontext=a:b:httpd_t:s0 tcontext=a:b:home_t:s0 tclass=file permissive=0',
].join('\n');

/** A machine with these files; everything else is missing. */
const machine = (files: Readonly<Record<string, string>>, more: Partial<System> = {}): System =>
  ({
    uid: 0,
    read(path: string) {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
      return text;
    },
    run: async () => ({ status: 1, stdout: '', stderr: '' }),
    ...more,
  }) as unknown as System;

it('reads the refusals of ports that were in force', () => {
  expect(parseDenials(log)).toEqual([
    {
      at: 1_415_714_880_156,
      permission: 'name_bind',
      name: 'httpd',
      port: 8081,
      domain: 'httpd_t',
      portType: 'transproxy_port_t',
      protocol: 'tcp',
      line: bind,
    },
    expect.objectContaining({ permission: 'name_connect', name: 'nginx', port: 3000 }),
  ]);
});

it('reads the journal’s lines, and the kernel’s', () => {
  expect(parseDenials(`${journal}\n${kernel}`)).toMatchObject([
    { at: 1_700_000_000_123.456, name: 'my server', port: 9999, protocol: 'udp', domain: 'init_t' },
    { at: 1_700_000_001_500, name: 'sshd', port: 2222, domain: 'sshd_t' },
  ]);
});

it('never throws, and gives ports alone', () => {
  fuzz([log, journal, kernel], text => {
    for (const each of parseDenials(text)) {
      expect(each.port).toBeGreaterThan(0);
      expect(each.port).toBeLessThan(65536);
    }
  });
});

it('does not look into logs where SELinux enforces nothing', async () => {
  for (const files of [{}, { '/sys/fs/selinux/enforce': '0' }])
    expect(await readSelinux(machine({ ...files, '/var/log/audit/audit.log': log }))).toMatchObject({
      status: 'known',
      value: { enforcing: false, denials: [] },
    });
});

it('reads auditd’s log', async () => {
  const files = { '/sys/fs/selinux/enforce': '1', '/var/log/audit/audit.log': log };
  const selinux = await readSelinux(machine(files));
  expect(selinux).toMatchObject({ status: 'known', value: { enforcing: true } });
  expect(selinux.status === 'known' && selinux.value.denials.length).toBe(2);
});

it('asks the journal where there is no auditd, and says what an ordinary user lacks', async () => {
  const files = { '/sys/fs/selinux/enforce': '1\n' };
  const run = async (program: string) => ({
    status: 0,
    stdout: program === 'journalctl' ? journal : '',
    stderr: '',
  });
  expect(await readSelinux(machine(files, { run }))).toMatchObject({
    status: 'known',
    value: { enforcing: true, denials: [{ port: 9999 }] },
  });
  expect(await readSelinux(machine(files, { uid: 1000 }))).toMatchObject({
    status: 'partial',
    value: { enforcing: true, denials: [] },
  });
});
