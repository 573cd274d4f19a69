import { formatEndpoint } from '../../net/address.js';
import { absolutePath, filesAt, folderOf, startedIn } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import { editMatch } from '../fixes/edit.js';
import { wantsBeside } from '../fixes/family-both.js';
import { expandPattern } from '../include.js';
import { optionValue } from '../options.js';
import type { Edit, Program, Situation, Wanted } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** A socket for every address of the other family beside the main one: its [::] takes no IPv4 (server.v4mapped). */
function secondSocket({ configuration }: Situation, { address, port }: Wanted): readonly Edit[] {
  const line = new RegExp(`^[ \\t]*server\\.port[ \\t]*=[ \\t]*${port}\\b[^\\n]*`, 'm');
  return configuration.flatMap(
    file =>
      editMatch(
        file,
        line,
        ([all]) => `${all}\n$SERVER["socket"] == "${formatEndpoint(address, port)}" { }`,
      ) ?? [],
  );
}

/** lighttpd (redmine.lighttpd.net, "server.bind"). */
export const program: Program = {
  id: 'lighttpd',
  title: 'lighttpd',
  defaultPorts: [80],
  portLine: {
    file: /\.conf$/,
    line: /^[ \t]*(?:server\.port[ \t]*=[ \t]*|\$SERVER\["socket"\][ \t]*==[ \t]*"[^":\n]*:)(\d+)/gm,
    counts: 'all',
  },
  manySites: true,
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  dropsPrivileges: true,
  onHangUp: 'opens its logs again',
  daemonises: ({ invocation }) => !invocation.args.some(word => /^-\w*D/.test(word)),
  rehearsal: command => [...command, '-tt'],
  recognise: candidate =>
    isNamed(candidate, ['lighttpd', 'lighttpd-angel']) ? recognition('lighttpd') : undefined,
  configuration: ({ process, invocation }, door) => {
    const main = absolutePath(
      optionValue(invocation.args, ['-f']) ?? '/etc/lighttpd/lighttpd.conf',
      startedIn(process),
    );
    const text = door.read(main) ?? '';
    const folder = folderOf(main);
    const more = [...text.matchAll(/^[ \t]*include\s+"([^"]+)"/gm)].flatMap(match =>
      expandPattern(door, absolutePath(match[1]!, folder)),
    );
    return filesAt(door, [main, ...more]);
  },
  logs: () => ['/var/log/lighttpd/error.log'],
  listenAt: (situation, wanted) => {
    const beside = wantsBeside(situation, wanted) ? secondSocket(situation, wanted) : [];
    if (beside.length > 0)
      return [
        {
          title: `Give lighttpd a socket at ${formatEndpoint(wanted.address, wanted.port)} too`,
          edits: beside,
        },
      ];
    const edits = directiveEdits(
      situation,
      wanted,
      /^[ \t]*server\.bind\s*=\s*"([^"]+)"/gm,
      /^[ \t]*\$SERVER\["socket"\]\s*==\s*"([^":]+):(\d+)"/gm,
    );
    return edits.length > 0 ? [{ title: "Write the address in lighttpd's server.bind", edits }] : [];
  },
};
