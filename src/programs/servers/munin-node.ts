import { byFile } from '../by-file.js';
import type { Program } from '../program.js';

/** Munin's agent (munin-node.conf: host), which hangs up on whom its allow does not mean. */
export const program: Program = byFile({
  id: 'munin-node',
  title: 'munin-node',
  names: ['munin-node'],
  defaultPorts: [4949],
  defaultAddress: '0.0.0.0',
  speaks: 'server-first',
  fileOptions: ['--config'],
  file: '/etc/munin/munin-node.conf',
  setting: "munin-node.conf's host",
  lines: () => [/^[ \t]*host[ \t]+(\S+)/gm],
  everywhere: ['*'],
  risk: 'Its lines allow and cidr_allow say who is answered.',
  more: {
    daemonises: ({ invocation }, [file]) =>
      !invocation.args.includes('--foreground') && !/^[ \t]*background[ \t]+(?:0|no)/m.test(file?.text ?? ''),
  },
});
