import { directiveEdits } from './directive.js';
import { absolutePath, filesAt, startedIn } from './door.js';
import { editMatch } from './edit.js';
import { takesBoth } from './family-both.js';
import { optionValues } from './options.js';
import type { Program } from './program.js';
import { isNamed, recognition, roleByName } from './recognise.js';

const NAME = ['haproxy'];

/** HAProxy (docs.haproxy.org, "bind"). */
export const program: Program = {
  id: 'haproxy',
  title: 'HAProxy',
  defaultPorts: [],
  defaultAddress: null,
  speaks: 'http',
  dropsPrivileges: true,
  onHangUp: 'tells its state',
  daemonises: ({ invocation }, files) =>
    invocation.args.some(word => /^-(D|W?D)$/.test(word)) ||
    (files.some(file => /^[ \t]*daemon\s*$/m.test(file.text)) && !invocation.args.includes('-db')),
  rehearsal: command => [...command.filter(word => !/^-(D|db|W?D|W|Ws)$/.test(word)), '-c'],
  rehearsesAlone: true,
  bindErrors: [
    /cannot bind socket \([^)]*\) \[(\S+):(\d+)\]/,
    /Starting (?:frontend|proxy) \S+: cannot bind socket/,
  ],
  recognise: candidate =>
    isNamed(candidate, NAME) ? recognition('HAProxy', roleByName(candidate, NAME)) : undefined,
  configuration: ({ process, invocation }, door) =>
    filesAt(
      door,
      optionValues(invocation.args, ['-f']).map(path => absolutePath(path, startedIn(process))),
    ),
  listenAt: (situation, wanted) => {
    const both = takesBoth(situation, wanted)
      ? situation.configuration.flatMap(
          file =>
            editMatch(
              file,
              new RegExp(`^[ \\t]*bind\\s+\\S*:${wanted.port}\\b.*\\b(v6only)\\b`, 'm'),
              'v4v6',
            ) ?? [],
        )
      : [];
    if (both.length > 0) return [{ title: 'Let its bind line take IPv4 too (v4v6)', edits: both }];
    const edits = directiveEdits(
      situation,
      wanted,
      /^[ \t]*(?:bind|listen\s+\S+)\s+(?:ipv[46]@)?(\[[^\]\s]+\]|[\w.:]+?):(\d+)/gm,
    );
    return edits.length > 0 ? [{ title: "Write the address in HAProxy's bind line", edits }] : [];
  },
};
