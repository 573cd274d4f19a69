import { expect, it } from 'vitest';
import { partial } from '../../../src/facts/fact.js';
import { parseDenials } from '../../../src/facts/selinux/denials.js';
import { unit } from '../../programs/situation.js';
import { diagnosed, errors, now, probe } from '../../support/healthy.js';

const record = (more: Readonly<Record<string, string | number>> = {}) => {
  const { at = now - 60_000, port = 8888, domain = 'httpd_t', type = 'unreserved_port_t', by = 'tcp' } = more;
  return `type=AVC msg=audit(${Number(at) / 1000}.25:29): avc:  denied  { name_bind } for  pid=1349 comm="httpd" src=${port} scontext=system_u:system_r:${domain}:s0 tcontext=system_u:object_r:${type}:s0 tclass=${by}_socket permissive=0`;
};
const selinux = (lines: readonly string[], enforcing = true) => ({
  enforcing,
  denials: parseDenials(lines.join('\n')),
  source: '/var/log/audit/audit.log',
});
const refused = [probe('127.0.0.1', 8888, 'refused'), probe('10.0.0.1', 8888, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };
const httpd = unit({
  name: 'httpd.service',
  activeState: 'failed',
  subState: 'failed',
  result: 'exit-code',
  exitStatus: 1,
  mainPid: 0,
  log: ['(13)Permission denied: AH00072: make_sock: could not bind to address [::]:8888'],
});

it('finds what the kernel’s audit record says', () => {
  const { causes } = diagnosed('8888', { ...nobody, units: [httpd], selinux: selinux([record()]) });
  expect(causes.map(each => each.code)).toEqual(['port/selinux']);
  expect(causes[0]?.evidence[0]?.says).toContain('denied  { name_bind }');
  expect(causes[0]?.fixes[0]?.steps).toEqual([
    { do: 'run', command: 'semanage port -a -t http_port_t -p tcp 8888' },
    { do: 'run', command: 'systemctl restart httpd.service' },
  ]);
});

it('moves a port that another list has', () => {
  const taken = selinux([record({ type: 'transproxy_port_t' })]);
  const { causes } = diagnosed('8888', { ...nobody, units: [httpd], selinux: taken });
  expect(causes[0]?.fixes[0]?.steps?.[0]).toEqual({
    do: 'run',
    command: 'semanage port -m -t http_port_t -p tcp 8888',
  });
});

it('gives no command for a domain whose ports are not known', () => {
  const { causes } = diagnosed('8888', { ...nobody, selinux: selinux([record({ domain: 'shop_t' })]) });
  expect(causes[0]).toMatchObject({ code: 'port/selinux' });
  expect(causes[0]?.fixes[0]?.steps).toBeUndefined();
});

it('comes before the want of a privilege', () => {
  const low = selinux([record({ port: 82, type: 'reserved_port_t' })]);
  const log = {
    path: '/srv/nohup.out',
    modifiedAt: now - 60_000,
    because: 'caller-directory' as const,
    lines: ['bind() to 0.0.0.0:82 failed (13: Permission denied)'],
    pid: null,
  };
  const facts = { ...nobody, probes: [], logs: [log], selinux: low };
  expect(errors(diagnosed('82', facts))).toEqual(['port/selinux']);
});

it.each([
  ['permissive mode', selinux([record()], false)],
  ['another port', selinux([record({ port: 8889 })])],
  ['the other protocol', selinux([record({ by: 'udp' })])],
  ['a refusal of yesterday', selinux([record({ at: now - 20 * 3_600_000 })])],
  ['a refusal before this boot', selinux([record({ at: now - 90_000_000 })])],
])('is ruled out: %s', (_, policy) => {
  expect(errors(diagnosed('8888', { ...nobody, selinux: policy }))).toEqual(['port/nothing-listens']);
});

it('is ruled out where somebody listens by now', () => {
  expect(errors(diagnosed('8888', { selinux: selinux([record()]) }))).toEqual([]);
});

it('says what an ordinary user cannot see', () => {
  const unread = partial(selinux([]), 'journalctl', 'the audit log takes root to read');
  const { unchecked } = diagnosed('8888', { ...nobody, units: [httpd], selinux: unread });
  expect(unchecked.find(each => each.code === 'port/selinux')?.lacks).toContain('audit log');
  expect(diagnosed('8888', { ...nobody, selinux: unread }).unchecked).toEqual([]);
});
