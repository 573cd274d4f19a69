import type { System } from '../../system/system.js';
import { type Fact, known, partial } from '../fact.js';
import { parseDenials } from './denials.js';
import type { Selinux } from './types.js';

const AUDIT_LOG = '/var/log/audit/audit.log';
const TAIL = 512 * 1024;
const TIMEOUT = 1500;

const nothing: Selinux = { enforcing: false, denials: [], source: '' };

/** Nobody needed to know. */
export const notAsked: Fact<Selinux> = known(nothing, 'not needed');

/** Whether SELinux enforces its policy; one file, which is not there on most machines. */
function enforces(system: System): boolean {
  try {
    return system.read('/sys/fs/selinux/enforce', 16).trim() === '1';
  } catch {
    return false;
  }
}

/** What SELinux refused programs lately: by auditd's log, or by the journal where no auditd runs. */
export async function readSelinux(system: System): Promise<Fact<Selinux>> {
  if (!enforces(system)) return known(nothing, 'SELinux does not enforce a policy here');
  try {
    const denials = parseDenials(system.read(AUDIT_LOG, -TAIL));
    return known({ enforcing: true, denials, source: AUDIT_LOG }, AUDIT_LOG);
  } catch {
    // No auditd, or its log is root's.
  }
  const denials = parseDenials(await journal(system));
  const read = { enforcing: true, denials, source: 'journalctl' };
  return system.uid === 0
    ? known(read, 'journalctl')
    : partial(read, 'journalctl', 'the audit log takes root to read');
}

/** The audit records of this boot that reached the journal. */
async function journal(system: System): Promise<string> {
  const matches = ['_TRANSPORT=audit', '+', '_TRANSPORT=kernel'];
  const options = [
    '--quiet',
    '--no-pager',
    '--boot',
    '--lines=100',
    '--grep=avc:.*name_',
    '--output=short-unix',
  ];
  try {
    const { stdout } = await system.run('journalctl', [...options, ...matches], {
      timeout: TIMEOUT,
      limit: TAIL,
    });
    return stdout;
  } catch {
    return '';
  }
}
