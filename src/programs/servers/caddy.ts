import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { absolutePath, folderOf, startedIn } from '../door.js';
import { boundBy, directiveEdits } from '../fixes/directive.js';
import { editMatch } from '../fixes/edit.js';
import { takesBoth } from '../fixes/family-both.js';
import { argumentChange } from '../fixes/generic.js';
import { withIncluded } from '../include.js';
import { optionValue } from '../options.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** Servers that go by their options alone (caddyserver.com/docs/command-line). */
const WITHOUT_FILE = new Set(['file-server', 'reverse-proxy', 'respond']);

/** In a Caddyfile, and in its JSON (caddyserver.com/docs/json/apps/http/servers/listen). */
const BIND = /^[ \t]*(?:default_)?bind\s+(?:tcp4?\/)?(\S+)/gm;
const LISTEN = /"listen"\s*:\s*\[\s*"(?:tcp4?\/)?(\[[^\]\s"]+\]|[\w.]*):(\d+)"/g;
/** Without tcp6 it is for both (caddyserver.com/docs/conventions#network-addresses). */
const IPV6_ALONE = /^[ \t]*(?:default_)?bind\s+(tcp6\/\[::\])/m;

/** `caddy start` runs it so, and waits at that address until it serves (cmd/commandfuncs.go). */
const PINGBACK = '--pingback';

/** What a file imports (caddyserver.com/docs/caddyfile/directives/import); a snippet's name leads to no file. */
const importedBy = ({ path, text }: ConfigurationFile): readonly string[] =>
  [...text.matchAll(/^[ \t]*import[ \t]+"?([^"\s]+)/gm)].map(([, name]) =>
    absolutePath(name!, folderOf(path)),
  );

/** `caddy validate` takes of the options of `caddy run` those that say what to read. */
function rehearsal(command: readonly string[]): readonly string[] | undefined {
  const at = command.findIndex(word => word === 'run' || word === 'start');
  if (at < 0 || command.includes('--resume')) return undefined;
  const told = [
    ['--config', '-config', '-c'],
    ['--adapter', '-adapter', '-a'],
    ['--envfile', '-envfile'],
  ];
  const options = told.flatMap(names => {
    const value = optionValue(command, names);
    return value === undefined ? [] : [names[0]!, value];
  });
  return [...command.slice(0, at), 'validate', ...options];
}

/** Caddy (caddyserver.com/docs, "bind"). Without `bind` it listens everywhere, whatever host a site is for. */
export const program: Program = {
  id: 'caddy',
  title: 'Caddy',
  takesBeside: true,
  defaultPorts: [80, 443],
  portLine: { file: /caddy|\.conf$/i, line: /^(?:https?:\/\/)?[\w.*-]*:(\d+)(?=[\s,{])/gm, counts: 'all' },
  // Its API for administration (caddyserver.com/docs/api).
  commandPorts: [2019],
  manySites: true,
  defaultAddress: '::',
  speaks: 'http',
  onHangUp: 'ignores it',
  daemonises: ({ invocation }) => invocation.args.includes(PINGBACK),
  startedAs: ({ process: { command }, invocation: { head, args } }) => {
    const at = args.indexOf(PINGBACK);
    return at < 0 ? command : [...head, 'start', ...args.slice(1, at), ...args.slice(at + 2)];
  },
  rehearsal,
  recognise: candidate => (isNamed(candidate, ['caddy']) ? recognition('Caddy') : undefined),
  configuration: ({ process, invocation }, door) =>
    WITHOUT_FILE.has(invocation.args[0] ?? '')
      ? []
      : withIncluded(
          door,
          absolutePath(
            optionValue(invocation.args, ['--config', '-config', '-c']) ?? 'Caddyfile',
            startedIn(process),
          ),
          importedBy,
        ),
  listenAt: (situation, wanted, candidate) => {
    const both = takesBoth(situation, wanted)
      ? situation.configuration.flatMap(file => editMatch(file, IPV6_ALONE, '[::]') ?? [])
      : [];
    if (both.length > 0) return [{ title: 'Let bind take IPv4 too', edits: both }];
    const edits = directiveEdits(situation, wanted, BIND, LISTEN);
    if (edits.length > 0) return [{ title: "Write the address in Caddy's configuration", edits }];
    return argumentChange(candidate, boundBy(situation), wanted);
  },
};
