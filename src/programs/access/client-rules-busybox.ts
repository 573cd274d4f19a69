import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath, startedIn } from '../door.js';
import { optionValue } from '../options.js';
import type { Passed } from '../proxies/upstream.js';
import type { Admittance, Coming } from './client-rules-types.js';
import { meansClient } from './client-words.js';

/** The file of BusyBox's httpd, which is an applet of busybox; none of another program. */
export function busyboxFiles(process: Process): readonly string[] {
  const [program = '', applet, ...args] = process.command;
  if (!/(?:^|\/)busybox$/.test(program) || applet !== 'httpd') return [];
  return [absolutePath(optionValue(args, ['-c']) ?? '/etc/httpd.conf', startedIn(process))];
}

/** One rule about addresses: A:192.168.1. lets in, D:* keeps out. */
const RULE = /^[ \t]*([AaDd]):[ \t]*([^\s#]+)/;

/**
 * BusyBox's httpd: each D: comes before each A:, and of these the first that fits counts; who fits none is let in, but where
 * there is D:* (networking/httpd.c, parse_conf and if_ip_denied).
 */
export function busyboxAdmits(
  files: readonly ConfigurationFile[],
  _: Passed,
  { client }: Coming,
): Admittance | undefined {
  const rules = files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const [written, letter = '', from = ''] = RULE.exec(line) ?? [];
      const rule = { admitted: /a/i.test(letter), file: path, line: index + 1, text: (written ?? '').trim() };
      return written === undefined ? [] : [{ rule, from }];
    }),
  );
  const means = ({ from }: (typeof rules)[number]) => from !== '*' && meansClient(from, client) === true;
  const denying = rules.filter(({ rule }) => !rule.admitted);
  const admitting = rules.filter(({ rule }) => rule.admitted);
  return [
    ...denying.filter(means),
    ...admitting.filter(means),
    ...denying.filter(each => each.from === '*'),
  ][0]?.rule;
}
