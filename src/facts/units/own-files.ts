import { commandsIn, FOLDERS, runsProgram } from '../../programs/supervision/unit-files.js';
import type { System } from '../../system/system.js';
import { attempt } from '../attempt.js';
import { textOf } from '../text-of.js';

const MOST = 200;
const LARGEST = 64 * 1024;

/**
 * The services and sockets of this machine's own, that no package brought, whose file tells so. Templates are left out:
 * at the name of one, systemctl gives up, and tells of no unit that is named behind it.
 */
export const ownUnits = (system: System, tells: (text: string) => boolean): readonly string[] =>
  FOLDERS.flatMap(folder =>
    (attempt(() => system.list(folder)) ?? [])
      .filter(file => /[^@]\.(service|socket)$/.test(file))
      .slice(0, MOST)
      .filter(file => tells(textOf(system, `${folder}/${file}`, LARGEST))),
  );

/** The one that runs the program or the script of that name, whatever it is called itself; none where several do, of which any may be meant. */
export function unitThatRuns(system: System, name: string): readonly string[] {
  const units = new Set(
    ownUnits(system, text => commandsIn(text).some(command => runsProgram(command, name))),
  );
  return units.size === 1 ? [...units] : [];
}
