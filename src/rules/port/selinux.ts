import { type Fact, valueIn } from '../../facts/fact.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Denial } from '../../facts/selinux/types.js';
import type { Unit } from '../../facts/units/types.js';
import type { Question } from '../../net/question.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { restartOf } from '../../programs/supervision/systemctl.js';
import { errorsAbout, logSays } from '../process/errors-about.js';
import type { LogError } from '../process/log-errors.js';
import { logsOfStopped } from '../process/unit-logs.js';
import { defineRule, unchecked } from '../rule.js';
import { absent, idleOn } from './absent.js';
import { portTypeOf, unclaimed } from './port-types.js';

/** An older refusal is not what keeps today's client out, milliseconds. */
const FRESH = 12 * 3600 * 1000;

/** SELinux refused the program the port: the kernel's audit record says so, and nobody has had it since. */
export const rule = defineRule({
  code: 'port/selinux',
  needs: ['sockets', 'machine'],
  mayUse: ['selinux', 'logs', 'units', 'pm2'],
  check({ sockets, machine, selinux, logs, units, pm2 }, question) {
    const policy = valueIn(selinux);
    if (!policy?.enforcing || question.port === 0 || !idleOn(sockets, question)) return undefined;
    const written = [...(valueIn(logs) ?? []), ...logsOfStopped(units, pm2, machine, question.port)];
    const complaint = errorsAbout(written, machine, question.port).find(each => each.kind === 'permission');
    const denial = policy.denials.findLast(each => forbids(each, question, machine));
    if (!denial) return unseen(selinux, complaint);
    const { name, domain, port, portType, line } = denial;
    return absent(
      `SELinux does not let ${name} have port ${port}: programs of the type ${domain} may not listen on a port of the type ${portType}.`,
      `forbidden to ${domain}`,
      [
        { fact: 'selinux', says: line, source: policy.source },
        { fact: 'selinux', says: 'SELinux enforces its policy', source: '/sys/fs/selinux/enforce' },
        ...(complaint ? [logSays(complaint)] : []),
      ],
      [allow(denial, valueIn(units) ?? [], machine), elsewhere(denial)],
    );
  },
});

const forbids = (denial: Denial, { port, protocol }: Question, { now, bootedAt }: Machine): boolean =>
  denial.permission === 'name_bind' &&
  denial.port === port &&
  denial.protocol === protocol &&
  (denial.at === null || (denial.at >= (bootedAt ?? 0) && now - denial.at < FRESH));

/** A server that was denied its port, where the record of who denied it could not be read. */
function unseen(selinux: Fact<unknown>, complaint: LogError | undefined) {
  if (selinux.status !== 'partial' || !complaint) return undefined;
  return unchecked(`whether SELinux forbade the port could not be seen: it takes ${selinux.lacks}`);
}

const protocolOf = ({ protocol }: Denial): string => (protocol === 'udp' ? 'udp' : 'tcp');

/** The port put into the list of those that the program may have (semanage-port(8)). */
function allow(denial: Denial, units: readonly Unit[], { uid }: Machine): Fix {
  const { domain, port, portType } = denial;
  const type = portTypeOf(domain);
  if (!type)
    return {
      title: `Let programs of the type ${domain} have port ${port}`,
      text: `sesearch -A -s ${domain} -c ${protocolOf(denial)}_socket -p name_bind lists the port types that they may have. Then: semanage port ${unclaimed(portType) ? '-a' : '-m'} -t TYPE -p ${protocolOf(denial)} ${port}, and start it again.`,
      needsRoot: true,
    };
  const stopped = units.find(({ activeState, scope }) => activeState !== 'active' && scope === 'system');
  const add = `semanage port ${unclaimed(portType) ? '-a' : '-m'} -t ${type} -p ${protocolOf(denial)} ${port}`;
  return {
    title: `Put port ${port} into the policy's list of ports of that kind (${type})`,
    ...(stopped && {
      steps: [
        { do: 'run', command: add },
        { do: 'run', command: restartOf(stopped) },
      ],
    }),
    text: `${stopped ? '' : `  ${add}\nThen start the server again. `}semanage is in the package policycoreutils-python-utils.`,
    needsRoot: uid !== 0,
  };
}

const elsewhere = ({ domain }: Denial): Fix => ({
  title: 'Let it listen on a port that it may have',
  text: `semanage port -l lists them${portTypeOf(domain) ? ` (${portTypeOf(domain)})` : ''}. setenforce 0 would show whether it is SELinux at all; setenforce 1 puts it back.`,
  needsRoot: true,
});
