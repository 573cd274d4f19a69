import { absolutePath, filesAt, startedIn } from '../door.js';
import { directiveEdits } from '../fixes/directive.js';
import { editMatch } from '../fixes/edit.js';
import { takesBoth } from '../fixes/family-both.js';
import { expandPattern } from '../include.js';
import { optionValues } from '../options.js';
import type { Program } from '../program.js';
import { isNamed, recognition, roleByName } from '../recognise.js';

const NAME = ['haproxy'];

/** The files of addresses that acls name: src -f /etc/haproxy/office.lst (docs.haproxy.org, "Using ACLs"). */
const listsIn = (text: string): readonly string[] =>
  [...text.matchAll(/\bsrc\s+-f\s+([^\s{}]+)/g)].slice(0, MOST).map(([, path]) => path!);

/** Files of addresses that are read. */
const MOST = 20;

/** HAProxy (docs.haproxy.org, "bind"). */
export const program: Program = {
  id: 'haproxy',
  title: 'HAProxy',
  takesBeside: true,
  defaultPorts: [],
  manySites: true,
  defaultAddress: null,
  speaks: 'http',
  dropsPrivileges: true,
  onHangUp: 'tells its state',
  daemonises: ({ invocation }, files) =>
    invocation.args.some(word => /^-(D|W?D)$/.test(word)) ||
    (files.some(file => /^[ \t]*daemon\s*$/m.test(file.text)) && !invocation.args.includes('-db')),
  rehearsal: command => [...command.filter(word => !/^-(D|db|W?D|W|Ws)$/.test(word)), '-c'],
  rehearsesAlone: true,
  recognise: candidate =>
    isNamed(candidate, NAME) ? recognition('HAProxy', roleByName(candidate, NAME)) : undefined,
  configuration: ({ process, invocation }, door) => {
    const directory = startedIn(process);
    const named = optionValues(invocation.args, ['-f']).map(path => absolutePath(path, directory));
    // A folder stands for the files in it that end in .cfg.
    const files = filesAt(
      door,
      named.flatMap(path => (door.list(path).length > 0 ? expandPattern(door, `${path}/*.cfg`) : [path])),
    );
    const lists = files.flatMap(({ text }) => listsIn(text)).map(path => absolutePath(path, directory));
    return [...files, ...filesAt(door, [...new Set(lists)])];
  },
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
      /^[ \t]*(?:bind|listen\s+\S+)\s+(?:ipv[46]@)?(\[[^\]\s]+\]|[\w.:]+?|\*?):(\d+)(?![\d:])/gm,
    );
    return edits.length > 0 ? [{ title: "Write the address in HAProxy's bind line", edits }] : [];
  },
};
