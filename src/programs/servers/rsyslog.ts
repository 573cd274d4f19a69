import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** rsyslog (rsyslog.com, "imudp", "imtcp"): without an input for them it takes no messages from other machines. */
export const program: Program = byFile({
  id: 'rsyslog',
  title: 'rsyslog',
  names: ['rsyslogd'],
  defaultPorts: [514],
  defaultAddress: '0.0.0.0',
  speaks: 'other',
  fileOptions: ['-f'],
  file: '/etc/rsyslog.conf',
  include: /^[ \t]*(?:\$IncludeConfig[ \t]+|include\(file=")([^"\s]+)/gm,
  setting: "its input's address",
  lines: () => [/^[ \t]*input\([^)#\n]*\baddress="([^"\n]+)"/gim, /^[ \t]*\$UDPServerAddress[ \t]+(\S+)/gim],
  more: {
    portLine: {
      file: /./,
      line: /^[ \t]*(?:input\([^)#\n]*\bport="|\$(?:UDP|InputTCP)ServerRun[ \t]+)(\d+)[^\n#]*/gim,
      counts: 'all',
    },
    onHangUp: 'opens its log files again',
    daemonises: ({ invocation }) => !invocation.args.some(word => /^-\w*n/.test(word)),
  },
});
