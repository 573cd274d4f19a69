import { filesAt, startedIn } from '../door.js';
import { optionChange } from '../fixes/generic.js';
import type { Program } from '../program.js';
import { recognition, roleByCommand } from '../recognise.js';

/** Flask's development server, `flask run` (flask.palletsprojects.com, "Command Line Interface"). */
export const program: Program = {
  id: 'flask',
  title: 'Flask',
  defaultPorts: [5000],
  defaultAddress: '127.0.0.1',
  speaks: 'http',
  recognise: candidate => {
    const { name, args } = candidate.invocation;
    return name === 'flask' && args.includes('run')
      ? recognition('Flask', roleByCommand(candidate))
      : undefined;
  },
  configuration: ({ process }, door) =>
    filesAt(
      door,
      ['.flaskenv', '.env', 'app.py', 'wsgi.py'].map(name => `${startedIn(process) ?? ''}/${name}`),
    ),
  listenAt: (_, wanted, candidate) => optionChange(candidate, ['--host', '-h'], wanted.address),
};
