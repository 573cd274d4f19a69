import type { Process } from '../../facts/processes/types.js';
import { absolutePath, filesAt, startedIn } from '../door.js';
import { boundBy, directiveEdits } from '../fixes/directive.js';
import { argumentChange } from '../fixes/generic.js';
import { expandPattern } from '../include.js';
import { invocationOf } from '../invocation.js';
import { optionValue } from '../options.js';
import type { Candidate, Change, FileDoor, Program, Situation, Wanted } from '../program.js';
import { recognition, roleAmong } from '../recognise.js';
import { uwsgiFiles } from './uwsgi-speech.js';

/** Debian names it after the plugin that it loads: uwsgi_python311. */
const NAME = /^uwsgi(-core|_python3\d*)?$/;
const SOCKET =
  /^[ \t]*(?:http|https|http-socket|socket|uwsgi-socket|http11-socket)\s*[=:]\s*(\[[^\]\s]+\]|[\w.]*|\*):(\d+)/gm;

function isUwsgi(process: Process): boolean {
  const { name, titled } = invocationOf(process);
  return NAME.test(name) || (titled && NAME.test(process.name));
}

/** The files of an emperor's folder, each of which is a server of its own that it starts there, and that may change its directory. */
function vassalsOf(process: Process | undefined, door: FileDoor): readonly string[] {
  const folder = process && optionValue(invocationOf(process).args, ['--emperor']);
  if (!process || !folder) return [];
  const path = absolutePath(folder, startedIn(process));
  return expandPattern(door, /[*?]/.test(path) ? path : `${path}/*.ini`);
}

function listenAt(situation: Situation, wanted: Wanted, candidate: Candidate): readonly Change[] {
  const byArgument = argumentChange(candidate, boundBy(situation), wanted);
  const edits = directiveEdits(situation, wanted, SOCKET);
  return edits.length > 0
    ? [...byArgument, { title: "Write the address in uWSGI's configuration", edits }]
    : byArgument;
}

/**
 * uWSGI (uwsgi-docs.readthedocs.io, "Things to know", "Managing the uWSGI server"). Its master takes SIGTERM for "reload
 * everything" unless die-on-term is set; SIGINT ends it. Without a master (--master), SIGHUP ends it too.
 */
export const program: Program = {
  id: 'uwsgi',
  title: 'uWSGI',
  defaultPorts: [],
  portLine: {
    file: /\.(?:ini|ya?ml)$/,
    line: /^[ \t]*(?:https?|(?:http|http11|https|uwsgi|fastcgi)-socket|socket)[ \t]*[=:][^#:\n]*:(\d+)/gm,
    counts: 'all',
  },
  manySites: true,
  defaultAddress: null,
  stopSignal: 'INT',
  onHangUp: role => (role === 'single' ? 'ends' : 'reloads its application'),
  daemonises: ({ invocation }) => invocation.args.some(word => /^(--daemonize2?|-d)(=|$)/.test(word)),
  recognise: candidate =>
    isUwsgi(candidate.process) ? recognition('uWSGI', roleAmong(candidate, isUwsgi)) : undefined,
  configuration: ({ process, parent }, door) =>
    filesAt(door, [...uwsgiFiles(process), ...vassalsOf(process, door), ...vassalsOf(parent, door)]),
  logs: ({ process, invocation }) => {
    const log = optionValue(invocation.args, ['--logto', '--logto2', '--daemonize', '-d']);
    return log ? [absolutePath(log, startedIn(process))] : [];
  },
  listenAt,
};
