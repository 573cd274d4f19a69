import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { masterOf } from '../family.js';
import { candidateOf } from '../identify.js';
import { baseName } from '../invocation.js';
import { literal } from '../literal.js';
import type { Change, Edit, Situation } from '../program.js';
import { untieSocketUnit } from '../supervision/socket-unit.js';
import { editMatch } from './edit.js';
import type { Fix } from './fix.js';
import { changeFix } from './fixes.js';

/** A call in Python that is a statement of its own, with one more pair of parentheses in it at most: "eth1".encode(). */
const TIES =
  /^[^#\n]*?([\w.]{1,80}\.setsockopt\([^()\n]*\b(?:SO_BINDTODEVICE|25)\b[^()\n]*(?:\([^()\n]*\)[^()\n]*)?\))[ \t]*(?=;|$)/gm;

/** socat's option for it (socat(1), "so-bindtodevice"), which stands among others of an address. */
function withoutOption({ process, processes }: Situation, device: string): Change | undefined {
  const { titled, head, args } = candidateOf(masterOf(process, processes), processes).invocation;
  const option = new RegExp(`,(?:so-)?(?:bindtodevice|interface|if)=${literal(device)}(?=,|$)`, 'i');
  const changed = args.map(word => word.replace(option, ''));
  if (titled || changed.every((word, at) => word === args[at])) return undefined;
  return { title: `Start it without tying it to ${device}`, command: [...head, ...changed] };
}

/** The word of HAProxy's bind line (docs.haproxy.org, "interface"), and the call in a source. */
function editOf(file: ConfigurationFile, device: string, port: number): Edit | undefined {
  if (file.path.endsWith('.py'))
    return [...file.text.matchAll(TIES)].length === 1
      ? editMatch(file, new RegExp(TIES.source, 'm'), 'pass')
      : undefined;
  const line = `^[ \\t]*bind[ \\t][^#\\n]{0,200}:${port}\\b[^#\\n]{0,200}([ \\t]interface[ \\t]+${literal(device)})(?![\\w.-])`;
  return editMatch(file, new RegExp(line, 'm'), '');
}

/** A server that has tied its socket to a device (SO_BINDTODEVICE), told not to; undefined where it is not to be seen by what. */
export function untiedFix(situation: Situation, device: string, port: number): Fix | undefined {
  const unit = untieSocketUnit(situation, port);
  if (unit) return unit;
  const change = withoutOption(situation, device);
  if (change) return changeFix(situation, change);
  const edits = situation.configuration.flatMap(file => editOf(file, device, port) ?? []);
  const [edit, ...more] = edits;
  if (!edit || more.length > 0) return undefined;
  return changeFix(situation, { title: `Take the tie to ${device} out of ${baseName(edit.file)}`, edits });
}
