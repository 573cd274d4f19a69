import { invocationOf } from '../invocation.js';
import type { Situation } from '../program.js';
import { serverBelow } from '../runner.js';

const IN_SOURCE = /\.run\([^)]{0,200}\bdebug\s*=\s*True\b/;
const on = (value: string | undefined): boolean => /^(1|true|on|yes)$/i.test(value ?? '');

/**
 * What people should know of Flask's debug mode before other machines get in: Werkzeug's debugger runs what is typed
 * into it (werkzeug.palletsprojects.com, "Debugging Applications"). One sentence; undefined where it is not seen to be on.
 */
export function flaskDebugger({ process, processes, configuration }: Situation): string | undefined {
  const server = serverBelow(process, processes);
  const { language, name, args } = invocationOf(server);
  const byCommand =
    name === 'flask' && (args.includes('--debug') || on(server.environment?.FLASK_DEBUG))
      ? !args.includes('--no-debug')
      : false;
  const bySource =
    language === 'python' &&
    configuration.some(
      ({ path, text }) => path.endsWith('.py') && /\bflask\b/i.test(text) && IN_SOURCE.test(text),
    );
  return byCommand || bySource
    ? "Flask's debugger is on (debug mode): whoever gets its PIN can run any code on this machine."
    : undefined;
}
