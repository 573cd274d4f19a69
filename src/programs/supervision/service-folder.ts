import type { Process } from '../../facts/processes/types.js';
import { absolutePath } from '../door.js';
import type { Fix, Step } from '../fixes/fix.js';
import { stopSteps } from '../fixes/stop.js';
import { startedThrough } from '../lineage.js';
import type { Change, Situation } from '../program.js';
import { commandLine, quoted, written } from '../shell.js';
import { sets } from '../sources/script-variables.js';
import { scriptEdits } from '../sources/start-script.js';

/** What runs a service by the script `run` of its folder, and again when that ends, with its words for down and up, and what it belongs to. */
const words: Readonly<Record<string, readonly [down: string, up: string, of: string]>> = {
  // runsv(8), sv(8)
  runsv: ['sv down', 'sv up', 'runit'],
  // s6-supervise and s6-svc of skarnet.org
  's6-supervise': ['s6-svc -wd -d', 's6-svc -u', 's6'],
  // supervise and svc of daemontools
  supervise: ['svc -d', 'svc -u', 'daemontools'],
};

/** Whether a process of this name keeps the service of one folder running, and is no server itself. */
export const keepsService = (name: string): boolean => Object.hasOwn(words, name);

/** What has the service of a folder up again that was told to be down, by the name of its supervisor; and whose that is. */
export function serviceUp(supervisor: string, path: string): { readonly by: string; readonly start: string } {
  const [, up, by] = words[supervisor]!;
  return { by, start: `${up} ${quoted(path)}` };
}

/** A folder of a service, and who runs it. */
export interface ServiceFolder {
  readonly supervisor: Process;
  readonly path: string;
}

/** The folder of the service that a process is: its supervisor works in it, and stands for it between two runs. */
export function serviceFolder(process: Process, processes: readonly Process[]): ServiceFolder | undefined {
  const supervisor = startedThrough(process, processes).find(({ name }) => keepsService(name));
  return supervisor?.directory?.startsWith('/') ? { supervisor, path: supervisor.directory } : undefined;
}

/** The change written in the service's `run`, and the service brought down and up: whatever is only ended is started again. */
export function serviceFix(
  situation: Situation,
  { supervisor, path }: ServiceFolder,
  change: Change,
  edits: readonly Step[],
): Pick<Fix, 'steps' | 'text' | 'needsRoot'> {
  const { process, machine, configuration } = situation;
  const needsRoot = supervisor.uid !== machine.uid && machine.uid !== 0;
  const [down, up] = words[supervisor.name]!.map(each => `${each} ${quoted(path)}`);
  const script = `${path}/run`;
  const variables = Object.keys(change.environment ?? {});
  const text = configuration.find(file => file.path === script)?.text ?? '';
  const folder = change.command ? undefined : envFolder(text, path);
  const restart: readonly Step[] = [
    ...edits,
    { do: 'run', command: down! },
    // Between two runs, it is the supervisor that is there: that one has to bring it up.
    ...(supervisor.pid === process.pid ? [] : stopSteps(situation)),
    { do: 'run', command: up! },
  ];
  if (folder && variables.length > 0 && !variables.some(name => sets(text, name))) {
    const files = Object.entries(change.environment ?? {}).map(
      ([name, value]) => ({ do: 'run', command: written([value], quoted(`${folder}/${name}`)) }) as const,
    );
    return { steps: [...files, ...restart], needsRoot };
  }
  const inScript =
    !change.lost &&
    (variables.length === 0 || (!change.command && variables.every(name => sets(text, name))));
  const own = inScript ? scriptEdits(script, process, change, configuration) : undefined;
  if (!own) return { text: textOf(change, script, `${down}\n  ${up}`), needsRoot };
  return { steps: [...own.map(edit => ({ do: 'edit', ...edit }) as const), ...restart], needsRoot };
}

/**
 * What runs a program with the variables of a folder: chpst(8), envdir(8), s6-envdir of skarnet.org. An -e behind the
 * program's name is the program's own.
 */
const ENV_FOLDER =
  /^[ \t]*(?:exec[ \t][^\n#]*?)?(?<![\w-])(?:chpst(?:[ \t]+-(?:[vVP012]+|[uUbnlLCmdopfcrt/][ \t]*[^\s-]\S*)){0,8}[ \t]+-e[ \t]*|(?:s6-)?envdir[ \t]+(?:-\w+[ \t]+){0,4})([\w./][\w./-]*)(?!\S)/m;

/** The folder that has a file for each variable: what the script sets before, that overwrites. */
function envFolder(script: string, from: string): string | undefined {
  const [, folder] = ENV_FOLDER.exec(script) ?? [];
  const isKnown = folder?.startsWith('/') || !/^[ \t]*cd\b/m.test(script);
  return folder !== undefined && isKnown ? absolutePath(folder, from) : undefined;
}

function textOf({ command, environment }: Change, run: string, again: string): string {
  const sets = Object.entries(environment ?? {}).map(([name, value]) => `  export ${name}=${quoted(value)}`);
  const lines = [...sets, ...(command ? [`  ${commandLine(command)}`] : [])];
  return [`Write the change in ${run}${lines.length > 0 ? ':' : ''}`, ...lines, 'Then:', `  ${again}`].join(
    '\n',
  );
}
