import { doorOn } from '../../programs/door.js';
import { configurationOf } from '../../programs/files.js';
import { refusedVsftpd } from '../../programs/ftp.js';
import { sshSocketFiles } from '../../programs/supervision/ssh-socket.js';
import { unitFilesNaming } from '../../programs/supervision/unit-files.js';
import type { System } from '../../system/system.js';
import { type Fact, known } from '../fact.js';
import type { Process } from '../processes/types.js';
import type { ConfigurationFile } from './types.js';

/**
 * The configuration files and sources of these processes, seen through their own root; of a port that nobody serves also
 * those by which systemd listens in sshd's place, or by which vsftpd refuses to start,
 * and for an ordinary user the services that name it: systemd may not be theirs to ask.
 */
export function readConfiguration(
  system: System,
  processes: readonly Process[],
  all: readonly Process[],
  unserved: number | null = null,
): Fact<readonly ConfigurationFile[]> {
  const files = new Map<string, ConfigurationFile>();
  for (const process of processes)
    for (const file of configurationOf(process, all, doorOn(system, process.root)))
      files.set(file.path, file);
  if (unserved !== null)
    for (const read of [sshSocketFiles, refusedVsftpd, ...(system.uid > 0 ? [unitFilesNaming] : [])])
      for (const file of read(doorOn(system), unserved)) files.set(file.path, file);
  return known([...files.values()], 'configuration files');
}
