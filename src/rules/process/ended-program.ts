import type { Supervised } from '../../facts/subject/types.js';
import { commandLine } from '../../programs/shell.js';
import type { Ended } from './ended.js';

/** A program of supervisord's that ended by itself: a start alone would only have it end again. */
export function endedProgram(program: Supervised | undefined): Ended | undefined {
  if (!program?.end || program.unseen) return undefined;
  const { end, name, control = name, steer = 'supervisorctl', configuration, logs } = program;
  const calling = [steer, '-c', configuration];
  const away =
    end.how === 'exit status 0'
      ? '; one that puts itself into the background has ended, to supervisord: it has to stay in the foreground'
      : '';
  return {
    who: `supervisord's ${name}`,
    how: `${end.how}${end.givenUp ? ', again and again until supervisord gave it up' : ''}${away}`,
    evidence: { fact: 'subject', says: end.line, source: end.path },
    last: undefined,
    log: `  ${commandLine(logs[0] ? ['tail', '-n', '50', logs[0]] : [...calling, 'tail', control, 'stderr'])}`,
    again: commandLine([...calling, 'start', control]),
  };
}
