import type { ConfigurationFile } from '../facts/configuration/types.js';
import type { Process } from '../facts/processes/types.js';
import { busyboxFiles } from './access/client-rules-busybox.js';
import { wrapperFiles } from './access/tcp-wrappers.js';
import { absolutePath, fileAt, filesAt } from './door.js';
import { masterOf } from './family.js';
import { dotenvFile } from './fixes/dotenv.js';
import { candidateOf, recognised } from './identify.js';
import { invocationOf } from './invocation.js';
import { supervisorOf } from './lineage.js';
import type { FileDoor } from './program.js';
import { devFiles } from './proxies/upstreams-dev.js';
import { supervisorFiles } from './servers/supervisord.js';
import { djangoSettings } from './sources/django-settings.js';
import { nodemonFile } from './sources/nodemon-file.js';
import { packageFile } from './sources/npm-script.js';
import { settingsFiles } from './sources/own-settings.js';
import { sourceFiles } from './sources/source-files.js';
import { springFiles } from './sources/spring-settings.js';
import { startScripts } from './sources/start-script.js';
import { unitScripts } from './sources/unit-script.js';
import { ecosystemFiles } from './supervision/pm2.js';
import { keeperScripts } from './supervision/respawn.js';
import { serviceFolder } from './supervision/service-folder.js';

/** Debian has some forty files for Apache alone, and those of its sites come last. */
const MOST = 120;

/**
 * The files that decide where a process listens: the program's own configuration, and the source of a script that is
 * run by an interpreter. At most 120, each at most 256 KiB.
 */
export function configurationOf(
  process: Process,
  processes: readonly Process[],
  door: FileDoor,
): readonly ConfigurationFile[] {
  const family = [masterOf(process, processes), process];
  const files = new Map<string, ConfigurationFile>();
  for (const member of new Set(family)) {
    const found = recognised(member, processes);
    const candidate = found?.candidate ?? candidateOf(member, processes);
    for (const file of found?.program.configuration?.(candidate, door) ?? []) files.set(file.path, file);
    for (const path of sourceFiles(candidate, door)) {
      const file = fileAt(door, path);
      if (file) files.set(path, file);
    }
  }
  const own = settingsFiles(candidateOf(process, processes), [...files.values()], door);
  for (const file of [...around(process, processes, door), ...own])
    if (!files.has(file.path)) files.set(file.path, file);
  return [...files.values()].slice(0, MOST);
}

/** Files that no program names: its script in package.json, .env, what its supervisor and its start scripts read. */
function around(
  process: Process,
  processes: readonly Process[],
  door: FileDoor,
): readonly ConfigurationFile[] {
  const script = packageFile(process);
  const dotenv = dotenvFile(candidateOf(process, processes), door);
  const supervisor = supervisorOf(process, processes);
  return [
    ...filesAt(door, [...(script ? [script] : []), ...besides(process)]),
    ...(dotenv ? [dotenv] : []),
    ...nodemonFile(process, processes, door),
    ...springFiles(process, door),
    ...(supervisor ? supervisorFiles(supervisor, door) : []),
    ...(process.environment?.pm_id === undefined ? [] : filesAt(door, ecosystemFiles(process.directory))),
    ...filesAt(door, [
      ...ownScript(process),
      ...new Set([...startScripts(process, processes), ...keeperScripts(process, processes)]),
      ...runScript(process, processes),
    ]),
    ...filesAt(door, djangoSettings(process, door)),
    ...filesAt(door, busyboxFiles(process)),
    ...wrapperFiles(process, door),
    ...unitScripts(process, door),
  ];
}

/** The script that a shell runs, which may wait for something before it starts the server; or that PM2 ran, and that made way. */
function ownScript(process: Process): readonly string[] {
  const { language, script } = invocationOf(process);
  if (language === 'shell' && script) return [absolutePath(script, process.directory)];
  const { pm_exec_path: ran } = process.environment ?? {};
  return ran?.endsWith('.sh') ? [ran] : [];
}

/** What a development server may be set up by, in its directory. */
function besides(process: Process): readonly string[] {
  const { language, name } = invocationOf(process);
  const served = language === 'node' || /^(vite|webpack|next|http-server|serve)/.test(name);
  return served && process.directory ? devFiles.map(file => absolutePath(file, process.directory)) : [];
}

/** Paths of the logs that may say why it does not listen, most telling first. */
export function logsOf(process: Process, processes: readonly Process[], door: FileDoor): readonly string[] {
  const found = recognised(process, processes);
  const own = found?.program.logs?.(found.candidate, door) ?? [];
  const outputs = [process.errors, process.output].filter(
    (path): path is string => path?.startsWith('/') === true && !path.startsWith('/dev/'),
  );
  return [...new Set([...outputs.map(path => path.replace(/ \(deleted\)$/, '')), ...own])];
}

/** The script of a service's folder, which starts it. */
function runScript(process: Process, processes: readonly Process[]): readonly string[] {
  const folder = serviceFolder(process, processes);
  return folder ? [`${folder.path}/run`] : [];
}
