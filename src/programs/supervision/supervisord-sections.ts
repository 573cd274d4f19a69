import type { ConfigurationFile } from '../../facts/configuration/types.js';

/** A line without the comment that may follow: a semicolon or a hash behind a blank (UnhosedConfigParser in options.py). */
export const uncommented = (line: string): string => line.split(/[ \t][;#]/, 1)[0]!;

/** The value of a setting in a section; the last one counts. */
export const settingIn = (section: string, name: string): string | undefined => {
  const value = [...section.matchAll(new RegExp(`^${name}[ \\t]*=(.*)$`, 'gm'))].at(-1)?.[1];
  return value === undefined ? undefined : uncommented(value).trim();
};

/** The sections of a kind, by name: [program:shop]. */
export function sectionsOf(files: readonly ConfigurationFile[], kind: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { text } of files)
    for (const match of text.matchAll(/^\[([^\]\n]+)\][^\n]*\n?((?:(?!\[)[^\n]*\n?)*)/gm)) {
      const [type, name = ''] = match[1]!.split(':');
      if (type === kind) found.set(name, match[2]!);
    }
  return found;
}

/** The sections of its programs, by name; those of FastCGI have a socket besides. */
export const programsOf = (files: readonly ConfigurationFile[]): ReadonlyMap<string, string> =>
  new Map(['program', 'fcgi-program'].flatMap(kind => [...sectionsOf(files, kind)]));

/** A process that a program is to run, and the program's section with what is written into it for that one. */
export interface Instance {
  readonly program: string;
  readonly name: string;
  readonly section: string;
}

/** Processes that are told apart; programs in greater number have one each. */
const MOST = 2000;

/** The processes of its programs (supervisord.org, "numprocs", "process_name"). */
export function instancesOf(files: readonly ConfigurationFile[]): readonly Instance[] {
  const programs = [...programsOf(files)];
  const share = Math.ceil(MOST / programs.length);
  return programs.flatMap(([program, section]) => {
    const numbers = Math.min(Number(settingIn(section, 'numprocs') ?? 1) || 0, share);
    const first = Number(settingIn(section, 'numprocs_start') ?? 0) || 0;
    return Array.from({ length: numbers }, (_, at) => {
      const own = expanded(section, program, first + at);
      return { program, name: settingIn(own, 'process_name') ?? program, section: own };
    });
  });
}

/** With Python's expansions of these: %(program_name)s, %(process_num)02d; nobody wants wider numbers. */
const expanded = (section: string, program: string, number: number): string =>
  section.replace(
    /%\((?:(program_name|group_name)|process_num)\)(0?)(\d{0,2})[sd]/g,
    (_, isName: string | undefined, zero: string, width: string) =>
      (isName ? program : String(number)).padStart(Number(width), zero || ' '),
  );
