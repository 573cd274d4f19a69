import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { unitOf } from '../../facts/units/cgroup.js';
import { folderOf } from '../../programs/door.js';
import { isRunner } from '../../programs/family.js';
import { recognised } from '../../programs/identify.js';
import { invocationOf } from '../../programs/invocation.js';
import { quoted } from '../../programs/shell.js';
import type { Evidence } from '../rule.js';

/** What names the port that was asked for, though the server has another one. */
interface Naming {
  /** A file that sets PORT, and the line of its log by which it listens there. */
  readonly meant: ConfigurationFile | undefined;
  readonly claim: { readonly path: string; readonly line: string } | undefined;
}

/** What it did not go by. */
export function unheeded(
  port: number,
  {
    ignored,
    meant,
    claim,
    startedIn,
  }: Naming & {
    readonly ignored: readonly [string, string] | undefined;
    /** Set where that kept it from the file. */
    readonly startedIn: string | null;
  },
): string {
  if (ignored) return `; ${ignored.join('=')} is in its environment, and it did not go by that`;
  if (meant)
    return `; ${meant.path} sets PORT=${port}, and it did not go by that${startedIn ? `: it was started in ${startedIn}` : ''}`;
  return claim ? `; its log names ${port}, whatever port it was given` : '';
}

export const namingEvidence = (port: number, { meant, claim }: Naming): readonly Evidence[] => [
  ...(meant ? [{ fact: 'configuration' as const, says: `It sets PORT to ${port}`, source: meant.path }] : []),
  ...(claim ? [{ fact: 'logs' as const, says: `Its log says: ${claim.line}`, source: claim.path }] : []),
];

/** How these programs are told a port, by their id. */
const options: Readonly<Record<string, string>> = {
  angular: '--port',
  astro: '--port',
  django: 'runserver',
  fastapi: '--port',
  flask: '--port',
  'http-server-npm': '-p',
  'http-server-python': '-m http.server',
  'json-server': '--port',
  next: '-p',
  nuxt: '--port',
  parcel: '-p',
  'serve-npm': '-l',
  streamlit: '--server.port',
  uvicorn: '--port',
  vite: '--port',
  'webpack-dev-server': '--port',
};

/** What else is known of the server, and of the file that sets PORT for it. */
interface Told {
  /** The variable with the port that it did not go by. */
  readonly ignored: string | undefined;
  readonly meant: ConfigurationFile | undefined;
  /** It was started in another folder than that of the file. */
  readonly strayed: boolean;
}

/** How the server comes to listen on the port that was asked for, after all; `top` is who started it, npm or itself. */
export function otherWay(server: Process, top: Process, port: number, told: Told): string {
  const { ignored, meant, strayed } = told;
  if (ignored) return `Or let it go by ${ignored}: ${readingOf(server, ignored)}.`;
  if (strayed && meant) {
    const folder = folderOf(meant.path);
    const how = unitOf(server) ? `WorkingDirectory=${folder} in its unit` : `cd ${quoted(folder)} first`;
    return `Or start it in the folder of that file, where it looks for it: ${how}.`;
  }
  const option = options[recognised(server, [server])?.program.id ?? ''];
  if (option) {
    const byNpm = isRunner(top) && option.startsWith('-') ? ' (behind --, where npm run starts it)' : '';
    return `Or start the server on ${port}: ${option} ${port} in its command${byNpm}.`;
  }
  const reading = meant?.path.endsWith('/.env') ? readers[invocationOf(server).language ?? ''] : undefined;
  return reading
    ? `Or let it read that file, and go by PORT: ${reading}.`
    : `Or start the server on ${port}.`;
}

/** How a program comes to know what is in .env: by itself no language reads it. */
const readers: Readonly<Record<string, string>> = {
  node: 'node --env-file=.env (Node 20.6 and later) or require("dotenv").config(), and listen(process.env.PORT)',
  python: 'load_dotenv() of python-dotenv, and int(os.environ["PORT"])',
};

/** How a server comes to go by a variable. */
function readingOf(process: Process, name: string): string {
  if (/^(?:ASPNETCORE|DOTNET)_/.test(name))
    return 'dotnet run --no-launch-profile leaves out launchSettings.json, which outweighs it, as do the endpoints of Kestrel in appsettings.json';
  return invocationOf(process).language === 'python'
    ? `in Python, int(os.environ["${name}"]); flask run and uvicorn take --port "$${name}", runserver "0.0.0.0:$${name}"`
    : `in Node, listen(process.env.${name})`;
}
