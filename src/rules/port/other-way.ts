import type { ConfigurationFile } from '../../facts/configuration/types.js';
import type { Process } from '../../facts/processes/types.js';
import { folderOf } from '../../programs/door.js';
import { invocationOf } from '../../programs/invocation.js';
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

/** How the server comes to listen on the port that was asked for, after all. */
export function otherWay(
  process: Process,
  port: number,
  ignored?: string,
  strayed?: ConfigurationFile,
): string {
  if (ignored) return `Or let it go by ${ignored}: ${readingOf(process, ignored)}.`;
  if (!strayed) return `Or start the server on ${port}.`;
  return `Or start it in the folder of that file, where it looks for it: WorkingDirectory=${folderOf(strayed.path)} in its unit, or cd there first.`;
}

/** How a server comes to go by a variable. */
function readingOf(process: Process, name: string): string {
  if (/^(?:ASPNETCORE|DOTNET)_/.test(name))
    return 'dotnet run --no-launch-profile leaves out launchSettings.json, which outweighs it, as do the endpoints of Kestrel in appsettings.json';
  return invocationOf(process).language === 'python'
    ? `in Python, int(os.environ["${name}"]); flask run and uvicorn take --port "$${name}", runserver "0.0.0.0:$${name}"`
    : `in Node, listen(process.env.${name})`;
}
