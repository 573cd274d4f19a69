import { familyOf } from '../../net/address.js';
import { boundBy, directiveEdits } from '../fixes/directive.js';
import { editsAt } from '../fixes/edit.js';
import { optionChange } from '../fixes/generic.js';
import { optionValue } from '../options.js';
import type { Edit, Program, Situation, Wanted } from '../program.js';
import { isNamed, recognition } from '../recognise.js';
import { dnsmasqFiles } from './dnsmasq-files.js';

/** A list that holds the bound address: those of the other family stay in it. */
function listEdits(situation: Situation, { address }: Wanted): readonly Edit[] {
  const bound = boundBy(situation);
  return situation.configuration.flatMap(file =>
    editsAt(
      file,
      [...file.text.matchAll(/^[ \t]*listen-address[ \t]*=[ \t]*([^\s,]+,\S+)(?=\s*$|\s+#)/gm)].flatMap(
        match => {
          const list = match[1]!.split(',');
          if (!list.some(each => bound.includes(each))) return [];
          const start = match.index + match[0].indexOf(match[1]!);
          const others = list.filter(each => familyOf(each) !== familyOf(address));
          return [{ start, end: start + match[1]!.length, text: [address, ...others].join(',') }];
        },
      ),
    ),
  );
}

/** dnsmasq (dnsmasq(8): --listen-address, --interface, --bind-interfaces). */
export const program: Program = {
  id: 'dnsmasq',
  title: 'dnsmasq',
  defaultPorts: [53],
  // DHCP and TFTP.
  commandPorts: [67, 69, 547],
  portLine: { file: /\/dnsmasq/, line: /^[ \t]*port[ \t]*=[ \t]*(\d+)/gm, counts: 'last' },
  defaultAddress: '0.0.0.0',
  fileAlone: true,
  speaks: 'other',
  dropsPrivileges: true,
  onHangUp: 'reads its files again',
  daemonises: ({ invocation }, files) =>
    !invocation.args.some(word => /^(-k|-d|--keep-in-foreground|--no-daemon)$/.test(word)) &&
    !files.some(({ text }) => /^[ \t]*(?:keep-in-foreground|no-daemon)[ \t]*$/m.test(text)),
  rehearsal: command => [...command, '--test'],
  recognise: candidate => (isNamed(candidate, ['dnsmasq']) ? recognition('dnsmasq') : undefined),
  configuration: dnsmasqFiles,
  listenAt: (situation, wanted, candidate) => {
    if (optionValue(candidate.invocation.args, ['-a', '--listen-address']) !== undefined)
      return optionChange(candidate, ['--listen-address', '-a'], wanted.address);
    const single = directiveEdits(situation, wanted, /^[ \t]*listen-address\s*=\s*([^\s,]+)(?=\s*$|\s+#)/gm);
    const edits = single.length > 0 ? single : listEdits(situation, wanted);
    return edits.length > 0 ? [{ title: "Write the address in dnsmasq's listen-address", edits }] : [];
  },
};
