import type { ConfigurationFile } from '../facts/configuration/types.js';
import type { Process } from '../facts/processes/types.js';
import { absolutePath } from './door.js';

/** The value of a setting in a section; the last one counts, and a comment may follow it. */
const settingIn = (section: string, name: string): string | undefined =>
  [...section.matchAll(new RegExp(`^${name}[ \\t]*=[ \\t]*(.*?)[ \\t]*(?:;.*)?$`, 'gm'))].at(-1)?.[1];

/** The sections of a kind, by name: [program:shop]. */
function sectionsOf(files: readonly ConfigurationFile[], kind: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { text } of files)
    for (const match of text.matchAll(/^\[([^\]\n]+)\][^\n]*\n?((?:(?!\[)[^\n]*\n?)*)/gm)) {
      const [type, name = ''] = match[1]!.split(':');
      if (type === kind) found.set(name, match[2]!);
    }
  return found;
}

/** supervisord's own log (supervisord.org, "logfile"): supervisord.log of its directory where none is named. */
export function mainLog(files: readonly ConfigurationFile[], supervisor: Process): string {
  const named = settingIn(sectionsOf(files, 'supervisord').get('') ?? '', 'logfile');
  return absolutePath(named ?? 'supervisord.log', supervisor.directory);
}

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

/**
 * The logs of programs that have ended, and whose command or environment names the port, or all of them where none
 * does; `lines` are the end of supervisord's own log.
 */
export function endedPrograms(
  files: readonly ConfigurationFile[],
  supervisor: Process,
  lines: readonly string[],
  port: number,
): readonly string[] {
  const ended = endedBy(lines);
  const programs = [...sectionsOf(files, 'program')].filter(([name]) => ended.has(name));
  const spoken = new RegExp(`(^|\\D)${port}(\\D|$)`);
  const named = programs.filter(([, section]) =>
    spoken.test(`${settingIn(section, 'command') ?? ''} ${settingIn(section, 'environment') ?? ''}`),
  );
  return (named.length > 0 ? named : programs).flatMap(([name, section]) => {
    const merged = settingIn(section, 'redirect_stderr') === 'true';
    const outputs = [
      settingIn(section, merged ? 'stdout_logfile' : 'stderr_logfile'),
      settingIn(section, 'stdout_logfile'),
    ];
    return [...new Set(outputs)].flatMap(path =>
      path && !/^(AUTO|NONE|\/dev\/)/i.test(path)
        ? [absolutePath(path.replace(/%\(program_name\)s/g, name), supervisor.directory)]
        : [],
    );
  });
}
