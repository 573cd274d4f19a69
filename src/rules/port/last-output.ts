import { type Fact, valueIn } from '../../facts/fact.js';
import { inUse, started } from '../../facts/logs/port-said.js';
import type { LogExcerpt } from '../../facts/logs/types.js';
import type { Machine } from '../../facts/machine/types.js';
import type { Process } from '../../facts/processes/types.js';
import type { Socket } from '../../facts/sockets/types.js';
import { baseName } from '../../programs/invocation.js';
import { quoted } from '../../programs/shell.js';
import { neverListens, telling } from '../process/ended.js';
import { isOfAnother } from '../process/log-of-another.js';
import type { Finding } from '../rule.js';

/** What is older is of another day, and may be of another program where nohup(1) did not write it, milliseconds. */
const RECENT = 12 * 3600 * 1000;
const JUST_NOW = 10 * 60 * 1000;

/** What nohup(1) itself writes there. */
const ofNohup = /^nohup: ignoring input/;

const isOfNohup = ({ path }: LogExcerpt): boolean => path.endsWith('/nohup.out');

/** A call of a stack trace, as Java and Node print below the error: "    at App.main(App.java:3)", "	... 12 more". */
const ofTrace = /^\s+(?:at \S|\.\.\. \d+ (?:common frames |more)|\(internal )/;

/** Lines at the end of a log that are looked at for such a word. */
const FEW = 5;

/** A server that has a log of its requests says elsewhere why it ended. */
const ofRequests = /\baccess\b[^/]*$/;

/** What a log says, without the calls below an error. */
const wordsOf = ({ lines }: LogExcerpt): readonly string[] => lines.filter(line => !ofTrace.test(line));

interface Seen {
  readonly sockets: readonly Socket[];
  readonly logs: Fact<readonly LogExcerpt[]>;
  readonly processes: Fact<readonly Process[]>;
  readonly machine: Fact<Machine>;
}

/** The line by which a start was refused a port, among the last. */
const refusal = (log: LogExcerpt): string | undefined =>
  wordsOf(log)
    .slice(-FEW)
    .findLast(line => inUse.test(line));

const isSureOf = (log: LogExcerpt): boolean => isOfNohup(log) || refusal(log) !== undefined;

/** By its name and words it may be of a server here that has ended: of /var/log nothing was started by hand. */
const isOfServer = (log: LogExcerpt, port: number): boolean =>
  !log.open && !log.foreign && !log.path.startsWith('/var/log/') && !isOfAnother(log, port);

/** The output of nohup(1), of a start that was refused some port, or of one just now, that lies where the caller stands, and that no program writes to any more. */
function leftOutput({ logs, processes, machine }: Seen, port: number): LogExcerpt | undefined {
  const { now = 0, bootedAt = 0 } = valueIn(machine) ?? {};
  const open = (valueIn(processes) ?? []).flatMap(({ output, errors }) => [output, errors]);
  return (valueIn(logs) ?? []).find(
    log =>
      log.because === 'caller-directory' &&
      now - log.modifiedAt < (isSureOf(log) ? RECENT : JUST_NOW) &&
      (isSureOf(log) || isOfServer(log, port)) &&
      log.modifiedAt >= (bootedAt ?? 0) &&
      !open.includes(log.path) &&
      !ofRequests.test(log.path),
  );
}

/** It tells of a fault, of an end by somebody's hand, or that the server listened once. */
const saysMore = (line: string): boolean =>
  [telling, ofFault, started, isRequest].some(each => each.test(line));
const ofFault =
  /\b(?:unable|missing|required|invalid|unknown|unrecognized|refused|usage:|could not|not set|no such|killed|terminated|interrupted|aborted|fault|sig(?:int|term|kill|hup)|shut(?:ting)? ?down|stopp(?:ed|ing))\b/i;
const isRequest = /"(?:GET|HEAD|POST) \//;

/** The finding of a port that nobody serves, with the last words of what was started here: they are in no list of errors. */
export function withLastOutput(found: Finding, seen: Seen, port: number): Finding {
  const log = leftOutput(seen, port);
  const refused = log && refusal(log);
  const last = refused ?? (log && wordsOf(log).findLast(line => line.trim() !== '' && !ofNohup.test(line)));
  if (!log || !last) return found;
  const words = last.trim().slice(0, 200);
  // Old connections are those of a program that did listen.
  const listened = log.lines.some(saysMore) || seen.sockets.some(each => each.yields);
  return {
    ...found,
    evidence: [
      ...found.evidence,
      {
        fact: 'logs',
        says: `${baseName(log.path)} ${refused ? 'says' : 'ends with'}: ${words}`,
        source: log.path,
      },
    ],
    fixes: [
      {
        title: `Look at what was started here last${isOfNohup(log) ? ' with nohup' : ''}`,
        text: [
          `  tail -n 20 ${quoted(log.path)}`,
          `${refused ? 'It says' : 'Its last line'}: ${words}`,
          ...(refused || listened ? [] : [neverListens]),
        ].join('\n'),
        needsRoot: false,
      },
      ...found.fixes,
    ],
  };
}
