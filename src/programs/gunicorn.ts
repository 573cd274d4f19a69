import { absolutePath, filesAt } from './door.js';
import { optionChange } from './generic.js';
import { invocationOf } from './invocation.js';
import { endpoint, optionValue } from './options.js';
import type { Program } from './program.js';
import { isNamed, recognition, roleAmong } from './recognise.js';

const NAME = /^gunicorn(3)?:?$/;

/** Gunicorn, a Python WSGI server with a master and workers that share the socket (docs.gunicorn.org, "Settings"). */
export const program: Program = {
  id: 'gunicorn',
  title: 'Gunicorn',
  defaultPorts: [8000],
  defaultAddress: '127.0.0.1',
  speaks: 'http',
  onHangUp: 'reloads its configuration',
  bindErrors: [/Connection in use: \('([^']+)', (\d+)\)/, /Can't connect to \('([^']+)', (\d+)\)/],
  daemonises: ({ invocation }) => invocation.args.some(word => word === '-D' || word === '--daemon'),
  recognise: candidate => {
    if (!isNamed(candidate, NAME)) return undefined;
    const { titled, args } = candidate.invocation;
    if (titled && args[0] === 'worker') return recognition('gunicorn', 'worker');
    return recognition(
      'gunicorn',
      roleAmong(candidate, other => NAME.test(invocationOf(other).name)),
    );
  },
  configuration: ({ process, invocation }, door) => {
    const named = optionValue(invocation.args, ['-c', '--config'])?.replace(/^file:/, '');
    return filesAt(door, [absolutePath(named ?? 'gunicorn.conf.py', process.directory)]);
  },
  logs: ({ process, invocation }) => {
    const log = optionValue(invocation.args, ['--error-logfile', '--log-file']);
    return log && log !== '-' ? [absolutePath(log, process.directory)] : [];
  },
  listenAt: (_, wanted, candidate) =>
    optionChange(candidate, ['--bind', '-b'], endpoint(wanted.address, wanted.port)),
};
