import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** Zabbix' agent (zabbix_agentd.conf: ListenIP), which answers whom its Server means. */
export const program: Program = byFile({
  id: 'zabbix-agent',
  title: 'Zabbix agent',
  names: ['zabbix_agentd', 'zabbix_agent2'],
  defaultPorts: [10050],
  defaultAddress: '0.0.0.0',
  speaks: 'other',
  fileOptions: ['-c', '--config'],
  file: '/etc/zabbix/zabbix_agentd.conf',
  include: /^[ \t]*Include[ \t]*=[ \t]*(\S+)/gm,
  setting: "ListenIP in the agent's file",
  lines: () => [/^[ \t]*ListenIP[ \t]*=[ \t]*(\S.*)/gm],
  more: {
    dropsPrivileges: true,
    daemonises: ({ invocation }) =>
      invocation.name === 'zabbix_agentd' && !invocation.args.some(word => /^-f$|^--foreground$/.test(word)),
  },
});
