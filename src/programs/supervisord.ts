import type { Change } from './program.js';

/** What to do where supervisord runs the program: its configuration is the one that starts it. */
export function supervisordText(change: Change): string {
  const what = change.command ? ` Set command=${change.command.join(' ')}` : ' Make that change';
  const sets = Object.entries(change.environment ?? {}).map(([name, value]) => `${name}="${value}"`);
  const environment = sets.length > 0 ? ` and environment=${sets.join(',')}` : '';
  return `supervisord runs it.${what}${environment} in its [program:…] section, then: supervisorctl reread && supervisorctl update`;
}
