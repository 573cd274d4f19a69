import { isUsual } from '../../facts/processes/environment.js';
import { recognised } from '../identify.js';
import type { Change, Situation } from '../program.js';
import { serverBelow } from '../runner.js';
import { decidingSettings, lastHosts } from '../sources/django-settings.js';

const OF_VITE = '__VITE_ADDITIONAL_SERVER_ALLOWED_HOSTS';

/**
 * ALLOWED_HOSTS out of a variable: its name, what stands where it is not set, and how it is cut. os.environ.get('HOSTS',
 * 'a,b').split(','), config('HOSTS', cast=Csv()) of decouple, env.list('HOSTS') of django-environ.
 */
const READ =
  /^ALLOWED_HOSTS\s*=\s*(os\.environ\.get\(|os\.environ\[|os\.getenv\(|getenv\(|config\(|env(?:\.list)?\()\s*["'](\w+)["']\]?(?:,\s*(?:default=)?["']([^"']*)["'])?([^\n]*)/;
const CUT = /\.split\(\s*(?:["']([ ,;])["'])?\s*\)/;

/** The variable by which one more host name is let in, where its value can be told. */
export const hostsVariable = (framework: string, situation: Situation, host: string): Change | undefined => {
  if (!/^[\w.-]+$/.test(host)) return undefined;
  return framework === 'Django' ? ofDjango(situation, host) : ofVite(situation, host);
};

/** The variable of Vite's own (vite.dev, server.allowedHosts), where it is not taken yet. */
function ofVite({ process, processes }: Situation, host: string): Change | undefined {
  if (recognised(serverBelow(process, processes), processes)?.program.id !== 'vite') return undefined;
  if (!process.environment || process.environment[OF_VITE]) return undefined;
  return {
    title: `Start it with ${OF_VITE}=${host}`,
    environment: { [OF_VITE]: host },
    risk: `To last, it belongs in vite.config.js: server: { allowedHosts: ['${host}'] }.`,
  };
}

/** The variable that the settings of a Django project take their list from; values that are not kept, and those of .env, are not seen. */
function ofDjango({ process, configuration }: Situation, host: string): Change | undefined {
  const [settings, ...others] = decidingSettings(configuration.filter(({ path }) => path.endsWith('.py')));
  if (!settings || others.length > 0) return undefined;
  const [, reader = '', name = '', otherwise, rest = ''] =
    READ.exec(settings.text.slice(lastHosts(settings.text))) ?? [];
  // decouple and django-environ look in files as well, which may be others than were read.
  const isSeen = process.environment && isUsual(name) && !/^(?:config|env)/.test(reader);
  const unset = isSeen && !isInDotenv(name, configuration);
  const said = process.environment?.[name] ?? (unset ? otherwise : undefined);
  if (name === '' || !said || !/^[\w.,; *:[\]-]+$/.test(said)) return undefined;
  const cut = CUT.exec(rest);
  const value = `${said}${cut ? (cut[1] ?? ' ') : ','}${host}`;
  return { title: `Start it with ${name}=${value}`, environment: { [name]: value } };
}

const isInDotenv = (name: string, files: Situation['configuration']): boolean =>
  files.some(
    ({ path, text }) => path.endsWith('/.env') && new RegExp(`^(?:export )?${name}=`, 'm').test(text),
  );
