import { absolutePath, filesAt, startedIn } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** stunnel (stunnel(8): accept and connect of each service). */
export const program: Program = {
  id: 'stunnel',
  title: 'stunnel',
  defaultPorts: [],
  defaultAddress: '0.0.0.0',
  onHangUp: 'reads its configuration again',
  daemonises: (_, files) =>
    !files.some(({ text }) => /^[ \t]*foreground[ \t]*=[ \t]*(yes|quiet)/m.test(text)),
  recognise: candidate =>
    isNamed(candidate, ['stunnel', 'stunnel4', 'stunnel5']) ? recognition('stunnel') : undefined,
  configuration: ({ process, invocation }, door) => {
    const given = invocation.args.find(word => !word.startsWith('-'));
    return filesAt(door, [absolutePath(given ?? '/etc/stunnel/stunnel.conf', startedIn(process))]);
  },
  listenAt: (situation, wanted) => {
    const edits = directiveEdits(
      // Each service has a line of its own.
      { ...situation, beside: [] },
      wanted,
      /^[ \t]*accept[ \t]*=[ \t]*(\[[^\]\s]+\]|[\w.:]+?):(\d+)[ \t]*$/gm,
    );
    return edits.length > 0 ? [{ title: "Write the address in stunnel's accept", edits }] : [];
  },
};
