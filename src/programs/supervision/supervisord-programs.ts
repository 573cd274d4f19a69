import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath } from '../door.js';
import { type Instance, instancesOf, programsOf, sectionsOf, settingIn } from './supervisord-sections.js';

/** supervisord's own log (supervisord.org, "logfile"): supervisord.log of its directory where none is named. */
export function mainLog(files: readonly ConfigurationFile[], supervisor: Process): string {
  const named = settingIn(sectionsOf(files, 'supervisord').get('') ?? '', 'logfile');
  return absolutePath(named ?? 'supervisord.log', supervisor.directory);
}

/** Its programs. */
export const programNames = (files: readonly ConfigurationFile[]): readonly string[] => [
  ...programsOf(files).keys(),
];

/** The command of one of its programs; undefined where it has none of that name. */
export const commandOfProgram = (files: readonly ConfigurationFile[], name: string): string | undefined => {
  const section = programsOf(files).get(name);
  return section && settingIn(section, 'command');
};

/** As supervisorctl calls it: behind its group, and by a star where its processes have names of their own (supervisord.org, "Subprocesses"). */
export function controlName(files: readonly ConfigurationFile[], name: string): string {
  const section = programsOf(files).get(name) ?? '';
  const [group] =
    [...sectionsOf(files, 'group')].find(([, text]) =>
      (settingIn(text, 'programs') ?? '').split(/[,\s]+/).includes(name),
    ) ?? [];
  const isNamedApart = ['numprocs', 'process_name'].some(each => settingIn(section, each) !== undefined);
  if (isNamedApart) return `${group ?? name}:*`;
  return group === undefined ? name : `${group}:${name}`;
}

/** The same of one process. */
export function controlOf(files: readonly ConfigurationFile[], { program, name }: Instance): string {
  const [group, own] = controlName(files, program).split(':');
  return own === '*' ? `${group}:${name}` : controlName(files, program);
}

/** Whether supervisord has told a process that it is this one (supervisord.org, "Subprocess Environment"). */
export function isRunAs(
  files: readonly ConfigurationFile[],
  instance: Instance,
  environment: Process['environment'],
): boolean {
  const [group, own = group] = controlOf(files, instance).split(':');
  return environment?.SUPERVISOR_GROUP_NAME === group && environment?.SUPERVISOR_PROCESS_NAME === own;
}

/** What tells of a port that it is to have: its command, and the socket that supervisord opens for it. */
export const wordsOf = ({ section }: Instance): readonly string[] =>
  `${settingIn(section, 'command') ?? ''} ${settingIn(section, 'socket') ?? ''}`.split(/\s+/);

/** Those of these programs that supervisord does not start by itself ("autostart"), as supervisorctl calls them. */
export const startedByHand = (
  files: readonly ConfigurationFile[],
  names: readonly (string | undefined)[],
): readonly string[] =>
  [...programsOf(files)]
    .filter(
      ([name, section]) =>
        names.includes(name) && /^(false|no|off|0)$/i.test(settingIn(section, 'autostart') ?? ''),
    )
    .map(([name]) => controlName(files, name));

/** What supervisord writes when a program is no more, and when it is there (again). */
const gone = /\b(?:gave up|exited): (\S+?)[ ,]/;
const there = /\b(?:success|spawned|stopped): '?(\S+?)'?[ ,]/;

/** Programs whose last news is that they ended or were given up. */
function endedBy(lines: readonly string[]): ReadonlySet<string> {
  const ended = new Set<string>();
  for (const line of lines) {
    const lost = gone.exec(line)?.[1];
    const back = there.exec(line)?.[1];
    if (lost) ended.add(lost.replace(/^.*:/, ''));
    else if (back) ended.delete(back.replace(/^.*:/, ''));
  }
  return ended;
}

function endsOf(lines: readonly string[], name: string): number {
  const about = aboutProgram([name]);
  return lines.filter(line => /\bexited: /.test(line) && about.test(line)).length;
}

/** A program of a supervisord that has ended, or ends again and again. */
export interface EndedProgram {
  readonly name: string;
  /** As supervisorctl calls it. */
  readonly control: string;
  /** Where its output goes, the one that errors go to first. */
  readonly logs: readonly string[];
  /** supervisord has given it up, and starts it no more. */
  readonly givenUp: boolean;
  /** It is the one that was meant: it was named, or names the port. */
  readonly meant: boolean;
  /** Some of its output goes to a file that supervisord names, in its childlogdir. */
  readonly automatic: boolean;
}

/** Where a program's output goes, that of errors first, as its section says. */
function outputsOf(section: string): readonly (string | undefined)[] {
  const merged = settingIn(section, 'redirect_stderr') === 'true';
  const errors = settingIn(section, merged ? 'stdout_logfile' : 'stderr_logfile');
  return [...new Set([errors, settingIn(section, 'stdout_logfile')])];
}

/** Those that have a path of their own. */
const filesOf = (outputs: readonly (string | undefined)[], { directory }: Process): readonly string[] =>
  outputs.flatMap(path =>
    path && !/^(AUTO|NONE|\/dev\/)/i.test(path) ? [absolutePath(path, directory)] : [],
  );

/** The logs of these of its processes that have a path of their own. */
export const logsOf = (instances: readonly Instance[], supervisor: Process): readonly string[] => [
  ...new Set(instances.flatMap(({ section }) => filesOf(outputsOf(section), supervisor))),
];

/**
 * The programs that have ended, of those whose command or environment names the port, or of all where none does, or the
 * one of that name; `lines` are the end of supervisord's own log, and one that ended `often` in them keeps ending, though
 * it may run at the moment.
 */
export function endedPrograms(
  files: readonly ConfigurationFile[],
  supervisor: Process,
  lines: readonly string[],
  meant: number | string,
  often: number,
): readonly EndedProgram[] {
  const ended = endedBy(lines);
  const spoken = typeof meant === 'number' ? new RegExp(`(^|\\D)${meant}(\\D|$)`) : undefined;
  const all = instancesOf(files);
  const named = all.filter(each =>
    spoken
      ? spoken.test(`${wordsOf(each).join(' ')} ${settingIn(each.section, 'environment') ?? ''}`)
      : each.name === meant || each.program === meant,
  );
  const programs = (named.length > 0 || !spoken ? named : all).filter(
    ({ name }) => ended.has(name) || endsOf(lines, name) >= often,
  );
  return programs.map(instance => {
    const { name, section } = instance;
    const outputs = outputsOf(section);
    const logs = filesOf(outputs, supervisor);
    const givenUp = /\bgave up: /.test(lines.findLast(line => aboutProgram([name]).test(line)) ?? '');
    return {
      name,
      control: controlOf(files, instance),
      logs,
      givenUp,
      meant: named.length > 0,
      automatic: outputs.some(path => path === undefined || /^AUTO/i.test(path)),
    };
  });
}

/** How a program ended by itself that this supervisord has not started again, by its log; undefined where it has, or was told to stop it. */
export function lastEnd(lines: readonly string[], name: string) {
  const about = aboutProgram([name]);
  const since = lines.findLastIndex(line => / supervisord started with pid /.test(line));
  const own = lines.slice(since + 1).filter(line => about.test(line));
  const line = own.at(-1)?.trim() ?? '';
  const givenUp = / gave up: /.test(line);
  const how = / exited: \S+ \((.+?)(?:;|\)\s*$)/.exec(own.at(givenUp ? -2 : -1) ?? '')?.[1];
  return how === undefined ? undefined : { line, how, givenUp };
}

/** Where supervisord puts the output that it names itself, as NAME-stderr---supervisor-xxxx.log. */
export const childLogs = (files: readonly ConfigurationFile[], supervisor: Process): string => {
  const named = settingIn(sectionsOf(files, 'supervisord').get('') ?? '', 'childlogdir');
  return absolutePath(named ?? supervisor.environment?.TMPDIR ?? '/tmp', supervisor.directory);
};

/** Lines of supervisord's log that tell of these programs' beginnings and ends. */
export const aboutProgram = (names: readonly string[]): RegExp =>
  new RegExp(
    `\\b(?:exited|spawned|stopped|gave up): '?(?:[^\\s:]+:)?(?:${names.map(name => name.replace(/[^\w-]/g, '\\$&')).join('|')})(?:' | \\(| entered )`,
  );
