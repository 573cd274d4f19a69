import type { Process } from '../../facts/processes/types.js';
import { bracketed, formatEndpoint } from '../../net/address.js';
import { absolutePath, filesAt, startedIn } from '../door.js';
import { editMatch } from '../fixes/edit.js';
import { optionChange } from '../fixes/generic.js';
import { baseName } from '../invocation.js';
import type { Program, Wanted } from '../program.js';
import { recognition, roleAmong } from '../recognise.js';

/** `dotnet run`, `dotnet watch`, `dotnet shop.dll`; `dotnet run` has what it built in a child. */
const isDotnet = ({ command: [program = '', ...args] }: Process): boolean =>
  baseName(program) === 'dotnet' && args.some(word => /^(?:run|watch)$|\.dll$/.test(word));

/** Hosts that stand for loopback in a URL of Kestrel's, before the port. */
const LOOPBACK = String.raw`https?://(localhost|127\.0\.0\.1|\[::1\])`;

/** All its URLs with the wanted address: `dotnet run` hands those of launchSettings.json on as ASPNETCORE_URLS. */
function urlsFor(said: string | undefined, wanted: Wanted): string {
  const own = `http://${formatEndpoint(wanted.address, wanted.port)}`;
  if (!said?.split(';').some(url => url.endsWith(`:${wanted.port}`))) return own;
  const host = bracketed(wanted.address);
  return said.replace(new RegExp(LOOPBACK, 'g'), (url, name: string) => url.replace(name, host));
}

/**
 * ASP.NET Core's Kestrel (learn.microsoft.com, "Configure endpoints for the ASP.NET Core Kestrel web server"): endpoints of
 * its own section in appsettings.json outweigh --urls, which outweighs the variable that launchSettings.json sets.
 */
export const program: Program = {
  id: 'dotnet',
  title: 'ASP.NET Core',
  defaultPorts: [5000],
  defaultAddress: '127.0.0.1',
  takesBeside: true,
  recognise: candidate => {
    const { process, parent } = candidate;
    const own = isDotnet(process) || (parent !== undefined && isDotnet(parent));
    return own ? recognition('ASP.NET Core', roleAmong(candidate, isDotnet)) : undefined;
  },
  configuration: ({ process }, door) => filesAt(door, [absolutePath('appsettings.json', startedIn(process))]),
  listenAt: ({ process, processes, configuration }, wanted, candidate) => {
    const endpoint = new RegExp(
      `"Kestrel"[^]{0,2000}?"Url"\\s{0,9}:\\s{0,9}"${LOOPBACK}(?=:${wanted.port}")`,
    );
    const edits = configuration.flatMap(file => editMatch(file, endpoint, bracketed(wanted.address)) ?? []);
    if (edits.length > 0) return [{ title: `Write ${wanted.address} in appsettings.json`, edits }];
    const family = [process, ...processes.filter(({ parent }) => parent === process.pid)];
    const said = family.findLast(({ environment }) => environment?.ASPNETCORE_URLS)?.environment;
    const urls = urlsFor(said?.ASPNETCORE_URLS, wanted);
    // Who runs what was built goes by the variable, unless an option is given; dotnet run sets it anew.
    if (said && !candidate.invocation.args.some(word => /^(?:run|watch|--urls(?:=.*)?)$/.test(word)))
      return [{ title: `Start it with ASPNETCORE_URLS=${urls}`, environment: { ASPNETCORE_URLS: urls } }];
    return optionChange(candidate, ['--urls'], urls);
  },
};
