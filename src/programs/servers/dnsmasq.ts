import { absolutePath, filesAt, startedIn } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import { optionChange } from '../fixes/generic.js';
import { expandPattern } from '../include.js';
import { optionValue } from '../options.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** dnsmasq (dnsmasq(8): --listen-address, --interface, --bind-interfaces). */
export const program: Program = {
  id: 'dnsmasq',
  title: 'dnsmasq',
  defaultPorts: [53],
  portLine: { file: /\/dnsmasq/, line: /^[ \t]*port[ \t]*=[ \t]*(\d+)/gm },
  defaultAddress: '0.0.0.0',
  speaks: 'other',
  dropsPrivileges: true,
  onHangUp: 'reads its files again',
  daemonises: ({ invocation }, files) =>
    !invocation.args.some(word => /^(-k|-d|--keep-in-foreground|--no-daemon)$/.test(word)) &&
    !files.some(({ text }) => /^[ \t]*(?:keep-in-foreground|no-daemon)[ \t]*$/m.test(text)),
  bindErrors: [/failed to create listening socket for (\S+):/],
  recognise: candidate => (isNamed(candidate, ['dnsmasq']) ? recognition('dnsmasq') : undefined),
  configuration: ({ process, invocation }, door) => {
    const main = optionValue(invocation.args, ['-C', '--conf-file']);
    return filesAt(door, [
      main ? absolutePath(main, startedIn(process)) : '/etc/dnsmasq.conf',
      ...expandPattern(door, '/etc/dnsmasq.d/*'),
    ]);
  },
  listenAt: (situation, wanted, candidate) => {
    if (optionValue(candidate.invocation.args, ['-a', '--listen-address']) !== undefined)
      return optionChange(candidate, ['--listen-address', '-a'], wanted.address);
    const edits = directiveEdits(situation, wanted, /^[ \t]*listen-address\s*=\s*([^\s,]+)\s*$/gm);
    return edits.length > 0 ? [{ title: "Write the address in dnsmasq's listen-address", edits }] : [];
  },
};
