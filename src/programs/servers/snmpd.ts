import { bracketed } from '../../net/address.js';
import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** Net-SNMP's agent (snmpd.conf(5), "agentaddress"), which Debian's file keeps on loopback; by TCP it speaks to its subagents alone. */
export const program: Program = byFile({
  id: 'snmpd',
  title: 'Net-SNMP',
  names: ['snmpd'],
  defaultPorts: [161],
  defaultAddress: '0.0.0.0',
  speaks: 'other',
  fileOptions: ['-c'],
  file: '/etc/snmp/snmpd.conf',
  include: /^[ \t]*includeDir[ \t]+(\S+)/gim,
  inFolder: /\.conf$/,
  setting: "snmpd.conf's agentaddress",
  lines: () => [/^[ \t]*agentaddress[ \t]+(\S.*)/gim],
  // Its sockets of IPv6 take no IPv4.
  word: address => (address === '::' ? '0.0.0.0,[::]' : bracketed(address)),
  everywhere: ['udp:161', '161', 'udp:0.0.0.0:161'],
  loopback: ['udp:127.0.0.1:161', 'udp:localhost:161', '127.0.0.1:161', '[::1]'],
  risk: 'Whoever knows a community may ask: rocommunity NAME NETWORK lets in that network alone.',
  more: {
    commandPorts: [199],
    dropsPrivileges: true,
    onHangUp: 'reads its configuration again',
    daemonises: ({ invocation }) => !invocation.args.includes('-f'),
  },
});
