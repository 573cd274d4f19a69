import { absolutePath, filesAt, startedIn } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import { expandPattern } from '../include.js';
import { optionValue } from '../options.js';
import type { Candidate, Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';
import { commandLine } from '../shell.js';

/** Lines of its file that are followed at most. */
const MOST = 80;

/** The process that listens: the one that was started forks it, watches it, and starts it again. */
const KID = /^\(squid(?:-[\w-]+)?\)$/;

/** The file that its command names. */
function fileOf({ process, invocation }: Candidate): string | undefined {
  const file = optionValue(invocation.args, ['-f']);
  return file && absolutePath(file, startedIn(process));
}

/** Squid (squid-cache.org, "http_port" and "cache_peer"). */
export const program: Program = {
  id: 'squid',
  title: 'Squid',
  defaultPorts: [3128],
  portLine: { file: /\.conf$/, line: /^[ \t]*https?_port[ \t]+(?:\S+:)?(\d+)\b/gm, counts: 'all' },
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  dropsPrivileges: true,
  onHangUp: 'reads its configuration again',
  daemonises: ({ invocation }) => !invocation.args.some(word => /^(-\w*N\w*|--foreground)$/.test(word)),
  recognise: candidate =>
    KID.test(candidate.invocation.name)
      ? recognition('Squid', 'worker')
      : isNamed(candidate, ['squid', 'squid3'])
        ? recognition('Squid')
        : undefined,
  configuration: (candidate, door) => {
    const files = filesAt(door, [fileOf(candidate) ?? '/etc/squid/squid.conf']);
    const included = files
      .flatMap(({ text }) => [...text.matchAll(/^[ \t]*include[ \t]+(\S+)/gm)])
      .slice(0, MOST)
      .flatMap(([, path]) => expandPattern(door, absolutePath(path!, startedIn(candidate.process))));
    return [...files, ...filesAt(door, included)];
  },
  logs: () => ['/var/log/squid/cache.log'],
  listenAt: (situation, wanted, candidate) => {
    const edits = directiveEdits(situation, wanted, /^[ \t]*https?_port\s+(\[[^\]\s]+\]|[\w.:]+?):(\d+)/gm);
    const file = fileOf(candidate);
    const restart = commandLine(['squid', ...(file ? ['-f', file] : []), '-k', 'reconfigure']);
    return edits.length > 0 ? [{ title: "Write the address in Squid's http_port", edits, restart }] : [];
  },
};
