import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { absolutePath, filesAt, folderOf, startedIn } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import { expandPattern } from '../include.js';
import { invocationOf } from '../invocation.js';
import { optionValue } from '../options.js';
import type { FileDoor, Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';
import { SYSTEM_PATH } from '../system-path.js';

const places = ['/etc/supervisor/supervisord.conf', '/etc/supervisord.conf'];

/** The path of its main file: as given, or the usual one. */
export function mainFile(supervisor: Process): string {
  const given = optionValue(invocationOf(supervisor).args, ['-c', '--configuration']);
  return given ? absolutePath(given, supervisor.directory) : places[0]!;
}

/** Its supervisorctl: beside it, where it is in a folder of its own (a virtual environment). */
export function steeredBy(supervisor: Process | undefined): string {
  const script = supervisor && invocationOf(supervisor).script;
  const folder = script?.includes('/') ? folderOf(absolutePath(script, startedIn(supervisor!))) : '';
  return folder === '' || SYSTEM_PATH.includes(folder) ? 'supervisorctl' : `${folder}/supervisorctl`;
}

/** Its configuration, with the files that [include] names (supervisord.org, "Configuration File"). */
export function supervisorFiles(supervisor: Process, door: FileDoor): readonly ConfigurationFile[] {
  const main = mainFile(supervisor);
  const folder = folderOf(main);
  const patterns = /^[ \t]*files\s*=\s*(.+)$/m.exec(door.read(main) ?? '')?.[1]?.split(/\s+/) ?? [];
  const more = patterns.flatMap(pattern => expandPattern(door, absolutePath(pattern, folder)));
  return filesAt(door, [main, ...more]);
}

/** supervisord itself, with its page for browsers (supervisord.org, "[inet_http_server] Section Settings"). */
export const program: Program = {
  id: 'supervisord',
  title: 'supervisord',
  defaultPorts: [9001],
  defaultAddress: null,
  speaks: 'http',
  onHangUp: 'stops all its programs, reads its configuration and starts them again',
  recognise: candidate => (isNamed(candidate, ['supervisord']) ? recognition('supervisord') : undefined),
  configuration: ({ process }, door) => supervisorFiles(process, door),
  listenAt: (situation, wanted) => {
    const port = /^[ \t]*port[ \t]*=[ \t]*(\[[^\]\s]+\]|[\w.:]+?):(\d+)(?=\s*$|\s+[;#])/gm;
    const edits = directiveEdits(situation, wanted, port);
    return edits.length === 0
      ? []
      : [
          {
            title: 'Write the address in [inet_http_server]',
            edits,
            restart: `kill -HUP ${situation.process.pid}`,
            risk: 'supervisord starts all its programs again. Its page starts and stops them: give it a username and a password.',
          },
        ];
  },
};
