import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { formatEndpoint } from '../../net/address.js';
import { candidateOf, recognised } from '../identify.js';
import { literal } from '../literal.js';
import { optionValue, withOption } from '../options.js';
import type { Candidate, Change, Edit, Situation, Wanted } from '../program.js';
import { commandLine, quoted } from '../shell.js';
import { asKept, madeUp } from '../supervision/kept-command.js';
import { editMatch } from './edit.js';

/** A way of one program to a port of its own, besides its unix socket at `path` or in its place. */
type Way = (situation: Situation, path: string, wanted: Wanted, candidate: Candidate) => Change | undefined;

const titleOf = (wanted: Wanted): string => `Let it listen on ${formatEndpoint(wanted.address, wanted.port)}`;

const instead = 'Whoever uses the socket, such as a proxy, has to be told the port then.';

/** The first edit that a file allows. */
const firstEdit = (
  files: readonly ConfigurationFile[],
  edit: (file: ConfigurationFile) => Edit | undefined,
): Edit | undefined => files.flatMap(file => edit(file) ?? [])[0];

/** Redis 7 and later open a port while they run. */
const redis: Way = ({ configuration }, path, { port }, { process }) => {
  if (configuration.some(({ text }) => /^[ \t]*requirepass[ \t]+\S/m.test(text))) return undefined;
  const isGuarded = !configuration.some(({ text }) => /^[ \t]*protected-mode[ \t]+"?no\b/m.test(text));
  const guarded = isGuarded ? 'Its protected mode serves this machine alone until it has a password. ' : '';
  const client = process.name.startsWith('valkey') ? 'valkey-cli' : 'redis-cli';
  return {
    title: `Tell the running Redis to open port ${port}`,
    live: `${commandLine([client, '-s', path, 'CONFIG', 'SET', 'port', String(port)])} | grep -qx OK`,
    risk: `${guarded}Redis before version 7 cannot do that while it runs. Write port ${port} in its configuration file too, or its next start has none again.`,
  };
};

const postgres: Way = (situation, _, wanted, candidate) => {
  const { program } = recognised(candidate.process, situation.processes) ?? {};
  return program?.listenAt?.(situation, wanted, candidate)[0];
};

/** Without skip-networking it listens at its bind-address, which is every one where no line says otherwise. */
const mariadb: Way = ({ configuration }, _, wanted, { invocation }) => {
  const off = /^--skip[-_]networking(?:=(?:1|on|true))?$/i;
  const title = `Take out skip-networking, and listen on ${wanted.address}`;
  const { head, args } = invocation;
  if (args.some(word => off.test(word)))
    return {
      title,
      command: [
        ...head,
        ...withOption(
          args.filter(word => !off.test(word)),
          ['--bind-address='],
          wanted.address,
        ),
      ],
    };
  const bound = configuration.some(({ text }) => /^[ \t]*bind[-_]address\b/m.test(text));
  const edit = firstEdit(configuration, file =>
    editMatch(file, /^[ \t]*skip[-_]networking\b(?!\s*=\s*(?:0|off|false)).*$/m, ([line]) =>
      bound ? `# ${line.trim()}` : `bind-address = ${wanted.address}`,
    ),
  );
  return edit && { title, edits: [edit] };
};

const memcached: Way = (_, path, wanted, { invocation }) => {
  const { head, args } = invocation;
  if (optionValue(args, ['-s']) !== path || args.some(word => /^-s./.test(word))) return undefined;
  const rest = args.filter((word, at) => !/^-[sa]$/.test(word) && !/^-[sa]$/.test(args[at - 1] ?? ''));
  return {
    title: titleOf(wanted),
    command: [...head, ...rest, '-l', wanted.address, '-p', String(wanted.port)],
    risk: `memcached asks nobody for a password. ${instead}`,
  };
};

const phpFpm: Way = ({ configuration }, path, wanted) => {
  const line = new RegExp(`^[ \\t]*listen[ \\t]*=[ \\t]*(${literal(path)})[ \\t]*$`, 'm');
  const edit = firstEdit(configuration, file =>
    editMatch(file, line, formatEndpoint(wanted.address, wanted.port)),
  );
  return edit && { title: titleOf(wanted), edits: [edit], risk: instead };
};

/** It takes several addresses: the port comes beside the socket. */
const gunicorn: Way = ({ configuration }, path, wanted, { invocation }) => {
  const value = formatEndpoint(wanted.address, wanted.port);
  const { titled, head, args } = invocation;
  if (!titled && args.some(word => word.endsWith(`unix:${path}`)))
    return { title: titleOf(wanted), command: [...head, ...args, '--bind', value] };
  const written = new RegExp(`\\bbind\\s*=\\s*(["']unix:${literal(path)}["'])`);
  const edit = firstEdit(configuration, file =>
    editMatch(file, written, ([, text = '']) => `[${text}, ${text[0]}${value}${text[0]}]`),
  );
  return edit && { title: titleOf(wanted), edits: [edit] };
};

const uvicorn: Way = (_, path, wanted, { invocation }) => {
  const { titled, head, args } = invocation;
  const at = args.indexOf('--uds');
  if (titled || at < 0 || args[at + 1] !== path) return undefined;
  const rest = [...args.slice(0, at), ...args.slice(at + 2)];
  return {
    title: titleOf(wanted),
    command: [
      ...head,
      ...withOption(withOption(rest, ['--host'], wanted.address), ['--port'], String(wanted.port)),
    ],
    risk: instead,
  };
};

/** What it is started with outweighs the socket in its configuration file (puma.io, "Binding"). */
const puma: Way = (situation, _, wanted, candidate) => {
  const change = recognised(candidate.process, situation.processes)?.program.listenAt?.(
    situation,
    wanted,
    candidate,
  )[0];
  return change && { ...change, risk: instead };
};

/** A port that is no number is a path to Node (net.Server.listen(path)): the variable that it came from says so. */
const byVariable: Way = (_, path, { port }, { process, invocation }) => {
  if (invocation.language !== 'node') return undefined;
  const [name] =
    Object.entries(process.environment ?? {}).find(
      ([each, value]) => /(?:^|_)PORT$/.test(each) && value === path,
    ) ?? [];
  return name === undefined
    ? undefined
    : {
        title: `Start it with ${name}=${port}: ${quoted(path)} is no number, so it was taken for a path`,
        environment: { [name]: String(port) },
        ...(path.startsWith('/') && { risk: instead }),
      };
};

const ways: Readonly<Record<string, Way>> = {
  redis,
  postgres,
  mariadb,
  memcached,
  'php-fpm': phpFpm,
  gunicorn,
  uvicorn,
  puma,
};

/**
 * The change by which a program that has a unix socket alone, at `path`, listens on a port; undefined where it is not
 * known how.
 */
export function ontoPort(situation: Situation, path: string, wanted: Wanted): Change | undefined {
  const kept = asKept(situation);
  const { process, processes } = kept;
  const found = recognised(process, processes);
  const way = ways[found?.program.id ?? ''] ?? byVariable;
  const change = way(kept, path, wanted, found?.candidate ?? candidateOf(process, processes));
  return change && madeUp(change, kept);
}
