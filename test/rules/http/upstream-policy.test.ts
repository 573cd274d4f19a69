import { expect, it } from 'vitest';
import { withPolicy } from '../../../src/facts/upstreams/forbidden.js';
import { faultOf } from '../../../src/rules/http/upstream-faults.js';
import { upstreamFixes } from '../../../src/rules/http/upstream-fixes.js';
import type { System } from '../../../src/system/system.js';
import { diagnosed, listener, probe, running } from '../../support/healthy.js';
import { upstreamState } from '../../support/upstreams.js';

const works = upstreamState({}, { probes: [probe('127.0.0.1', 3000)] });
const record =
  'type=AVC msg=audit(1415715000.500:31): avc:  denied  { name_connect } for  pid=1400 comm="nginx" dest=3000 scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:ntop_port_t:s0 tclass=tcp_socket permissive=0';
const files: Readonly<Record<string, string>> = {
  '/sys/fs/selinux/enforce': '1',
  '/var/log/audit/audit.log': record,
};
const machine = { uid: 0, read: (path: string) => files[path] ?? '' } as unknown as System;
const logged = (line: string) => ({ path: '/var/log/nginx/error.log', line });
const denied = logged(
  '2026/11/20 12:00:00 [crit] 9#9: *1 connect() to 127.0.0.1:3000 failed (13: Permission denied) while connecting to upstream',
);

it('finds what keeps the proxy from an application that works for others', async () => {
  const [state] = await withPolicy(machine, [works], denied);
  const fault = faultOf(state!);
  expect(fault).toMatchObject({
    kind: 'policy',
    says: 'SELinux does not let nginx (httpd_t) connect to port 3000',
  });
  expect(upstreamFixes(fault!, { files: [], master: undefined })[0]?.steps).toEqual([
    { do: 'run', command: 'setsebool -P httpd_can_network_connect 1' },
  ]);
});

it('names it behind the proxy’s 502', async () => {
  const upstreams = { proxy: 'nginx', upstreams: await withPolicy(machine, [works], denied), logged: denied };
  const bad = { http: { status: 502, reason: 'Bad Gateway', headers: { server: 'nginx' }, body: '' } };
  const { causes } = diagnosed('http://10.0.0.1:8000/', {
    sockets: [listener('0.0.0.0', 8000)],
    processes: [running(42, ['nginx: master process'], { name: 'nginx' })],
    probes: [probe('10.0.0.1', 8000, 'connected', bad)],
    upstreams,
  });
  expect(causes[0]).toMatchObject({ code: 'http/bad-gateway' });
  expect(causes[0]?.summary).toContain('SELinux does not let nginx');
  expect(causes[0]?.evidence.some(each => each.says === record)).toBe(true);
});

it('does not ask where the log says something else, nor blames it for another port', async () => {
  const refused = logged('connect() failed (111: Connection refused) while connecting to upstream');
  expect(await withPolicy(machine, [works], refused)).toEqual([works]);
  const other = { ...works, upstream: { ...works.upstream, port: 3001 } };
  expect(await withPolicy(machine, [other], denied)).toEqual([other]);
});
