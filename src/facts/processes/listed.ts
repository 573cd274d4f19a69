import type { ListedProcess } from '../../system/system.js';
import type { Process } from './types.js';
import { unseen } from './unseen.js';

const STATES = new Map([
  ['running', 'R'],
  ['sleeping', 'S'],
  ['blocked', 'D'],
  ['stopped', 'T'],
  ['zombie', 'Z'],
]);

/** Words of a command line; blanks within double quotes belong to the word. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** A path of either kind as its last part. */
const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

function executableOf({ path, command }: ListedProcess): string | null {
  if (path === '') return null;
  // On Windows the path is the whole one; elsewhere it is the folder.
  return /\.\w+$/.test(baseName(path)) && path.includes('\\') ? path : `${path}/${command}`;
}

/** Local time, as the table has it; 0 where it has none. */
const timeOf = (text: string): number => {
  const [date, time] = text.split(' ');
  const at = date && time ? new Date(`${date}T${time}`).getTime() : Number.NaN;
  return Number.isNaN(at) ? 0 : at;
};

/** What the table tells of a process; what it does not is null, or as it mostly is. */
function toProcess(listed: ListedProcess, table: readonly ListedProcess[]): Process {
  const executable = executableOf(listed);
  const words = wordsOf(`${listed.command} ${listed.params}`);
  return {
    ...unseen,
    pid: listed.pid,
    parent: listed.parentPid,
    name: listed.name,
    command: words,
    executable,
    user: listed.user,
    startedAt: timeOf(listed.started),
    state: STATES.get(listed.state) ?? 'S',
    children: table.filter(other => other.parentPid === listed.pid).map(({ pid }) => pid),
    terminal: /^(\?*|-|)$/.test(listed.tty) ? null : listed.tty,
  };
}

const MOST_ANCESTORS = 16;

/** The processes with these pids, their ancestors and their children, from the system's table. */
export function listedProcesses(table: readonly ListedProcess[], pids: readonly number[]): Process[] {
  const byPid = new Map(table.map(listed => [listed.pid, listed]));
  const wanted = new Set(pids);
  for (const pid of pids) {
    for (const other of table) if (other.parentPid === pid) wanted.add(other.pid);
    let parent = byPid.get(pid)?.parentPid;
    for (let step = 0; parent && step < MOST_ANCESTORS; step++) {
      wanted.add(parent);
      parent = byPid.get(parent)?.parentPid;
    }
  }
  return [...wanted].flatMap(pid => {
    const listed = byPid.get(pid);
    return listed ? [toProcess(listed, table)] : [];
  });
}
