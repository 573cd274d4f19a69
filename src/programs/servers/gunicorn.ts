import { formatEndpoint } from '../../net/address.js';
import { absolutePath, filesAt, startedIn } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import { optionChange } from '../fixes/generic.js';
import { optionValue } from '../options.js';
import type { Candidate, Program } from '../program.js';
import { isNamed, recognition, roleByName } from '../recognise.js';

const NAME = ['gunicorn', 'gunicorn:', 'gunicorn3', 'gunicorn3:'];

/** `bind = ["127.0.0.1:8000", "unix:/run/shop.sock"]`: an option would take the place of all of them. */
const SEVERAL = /^[ \t]*bind[ \t]*=[ \t]*[[(]\s*(["'])[^"'\n]{1,256}\1\s*,\s*["']/m;
const ENTRY = /["']([\w.]+):(\d+)["'](?<=^[ \t]*bind[ \t]*=[ \t]*[[(][^#\])]{0,400})/gm;

/** With setproctitle only the application is left of its command line: `gunicorn: master [shop:app]`. */
function titleOf({ process }: Candidate): string | undefined {
  return /^gunicorn: master \[(.+)\]$/.exec((process.command[0] ?? '').trim())?.[1];
}

function startedAs(candidate: Candidate): readonly string[] | undefined {
  const { process, invocation, children } = candidate;
  const application = titleOf(candidate);
  if (!application) return invocation.titled ? undefined : process.command;
  return ['gunicorn', application, '--workers', String(Math.max(1, children.length))];
}

/** Gunicorn, a Python WSGI server with a master and workers that share the socket (docs.gunicorn.org, "Settings"). */
export const program: Program = {
  id: 'gunicorn',
  title: 'Gunicorn',
  takesBeside: true,
  defaultPorts: [8000],
  portLine: { file: /\.py$/, line: /^[ \t]*bind[ \t]*=[^#:\n]*:(\d+)/gm, counts: 'last' },
  defaultAddress: '127.0.0.1',
  speaks: 'http',
  onHangUp: 'reloads its configuration',
  daemonises: ({ invocation }) => invocation.args.some(word => word === '-D' || word === '--daemon'),
  recognise: candidate => {
    if (!isNamed(candidate, NAME)) return undefined;
    const { titled, args } = candidate.invocation;
    if (titled && args[0] === 'worker') return recognition('gunicorn', 'worker');
    return recognition('gunicorn', roleByName(candidate, NAME));
  },
  configuration: ({ process, invocation }, door) => {
    const named = optionValue(invocation.args, ['-c', '--config'])?.replace(/^file:/, '');
    return filesAt(door, [absolutePath(named ?? 'gunicorn.conf.py', startedIn(process))]);
  },
  logs: ({ process, invocation }) => {
    const log = optionValue(invocation.args, ['--error-logfile', '--log-file']);
    return log && log !== '-' ? [absolutePath(log, startedIn(process))] : [];
  },
  rehearsal: command => [...command, '--check-config'],
  startedAs,
  hidesOptions: true,
  listenAt: (situation, wanted, candidate) => {
    const value = formatEndpoint(wanted.address, wanted.port);
    const isListed =
      !situation.beside?.length &&
      optionValue(candidate.invocation.args, ['--bind', '-b']) === undefined &&
      situation.configuration.some(({ text }) => SEVERAL.test(text));
    const edits = isListed ? directiveEdits(situation, wanted, ENTRY) : [];
    if (edits.length > 0) return [{ title: `Write ${value} in Gunicorn's list of binds`, edits }];
    if (!candidate.invocation.titled) return optionChange(candidate, ['--bind', '-b'], value);
    const words = startedAs(candidate);
    if (!words) return [];
    return [{ title: `Start it with --bind ${value}`, command: [...words, '--bind', value] }];
  },
};
