import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { absolutePath, filesAt, startedIn } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import { expandPattern } from '../include.js';
import type { Candidate, FileDoor, Program } from '../program.js';
import { recognition } from '../recognise.js';

const MAIN = /^php-fpm: master process \((.+)\)$/;
const LISTEN = /^[ \t]*listen\s*=\s*(\[[^\]\s]+\]|[\w.]+):(\d+)/gm;

/** As it was given, which may be from its directory on. */
function mainFile({ process }: Candidate): string | undefined {
  const given = MAIN.exec(process.command[0] ?? '')?.[1];
  return given && absolutePath(given, startedIn(process) ?? process.directory);
}

/** Its title names the main file; the executable and that are enough to start it again. */
function startedAs(candidate: Candidate): readonly string[] | undefined {
  const file = mainFile(candidate);
  const { executable } = candidate.process;
  return file && executable ? [executable, '--fpm-config', file, '--daemonize'] : undefined;
}

function configuration(candidate: Candidate, door: FileDoor): readonly ConfigurationFile[] {
  const main = mainFile(candidate);
  if (!main) return [];
  const text = door.read(main) ?? '';
  const pools = [...text.matchAll(/^[ \t]*include\s*=\s*(\S+)/gm)].flatMap(match =>
    expandPattern(door, match[1]!),
  );
  return filesAt(door, [main, ...pools]);
}

/** PHP-FPM, which speaks FastCGI and no HTTP (php.net, "FastCGI Process Manager"). */
export const program: Program = {
  id: 'php-fpm',
  title: 'PHP-FPM',
  defaultPorts: [9000],
  defaultAddress: '127.0.0.1',
  speaks: 'other',
  onHangUp: 'reloads its configuration',
  daemonises: (_, files) =>
    !files.some(({ text }) => /^[ \t]*daemonize\s*=\s*(?:no|off|false|0)\s*$/im.test(text)),
  startedAs,
  recognise: ({ process }) => {
    if (!/^php-fpm/.test(process.name)) return undefined;
    return recognition('PHP-FPM', /^php-fpm: pool/.test(process.command[0] ?? '') ? 'worker' : 'master');
  },
  configuration,
  listenAt: (situation, wanted) => {
    // Each pool has a line of its own.
    const edits = directiveEdits({ ...situation, beside: [] }, wanted, LISTEN);
    const risk = 'Whoever reaches it can run any PHP file here: listen.allowed_clients should say who may.';
    return edits.length > 0 ? [{ title: "Write the address in the pool's listen line", edits, risk }] : [];
  },
};
