import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { editMatch } from '../fixes/edit.js';
import { baseName } from '../invocation.js';
import type { Change, Edit, Wanted } from '../program.js';
import { SETS_BIND } from './sinatra.js';

/** A call that listens on loopback when no address is given, and how the address is put into it. */
interface Call {
  /** What the file must load for the call to mean this. */
  readonly loads: RegExp;
  /** The part of the call that the insertion follows. */
  readonly call: RegExp;
  readonly insert: (address: string) => string;
  /** The insertion stands before other arguments. */
  readonly before: boolean;
  /** What would undo it further down. */
  readonly unless?: RegExp;
}

const calls: readonly Call[] = [
  // Flask, Quart, Sanic, Bottle and Dash: every argument of run() has a name. A bare run() is Bottle's.
  {
    loads: /\b(flask|quart|sanic|bottle|dash)\b/i,
    call: /^(?![ \t]*#).*?\b(?!uvicorn|self)\w+\.run(?:_server)?\(\s*(?=\)|\w+\s*=)/m,
    insert: address => `host="${address}"`,
    before: true,
  },
  {
    loads: /\bbottle\b/,
    call: /^(?![ \t]*#).*?(?<![\w.]|\bdef )run\(\s*(?=\)|\w+\s*=)/m,
    insert: address => `host="${address}"`,
    before: true,
  },
  // Bottle takes its application without a name, too.
  {
    loads: /\bbottle\b/,
    call: /^(?![ \t]*#).*?(?<![\w.]|\bdef )(?:bottle\.)?run\(\s*\w+(?=\s*(?:\)|,\s*\w+\s*=))/m,
    insert: address => `, host="${address}"`,
    before: false,
  },
  {
    loads: /\bflask_socketio\b/,
    call: /\bsocketio\.run\(\s*\w+/,
    insert: address => `, host="${address}"`,
    before: false,
  },
  {
    loads: /\buvicorn\b/,
    call: /\buvicorn\.run\(\s*[^,()]+/,
    insert: address => `, host="${address}"`,
    before: false,
  },
  {
    loads: /\bgradio\b/,
    call: /\.launch\(\s*/,
    insert: address => `server_name="${address}"`,
    before: true,
  },
  {
    loads: /\bcherrypy\b/,
    call: /^[ \t]*(?=cherrypy\.(?:quickstart|engine\.start)\()/m,
    insert: address => `cherrypy.config.update({"server.socket_host": "${address}"}); `,
    before: false,
    unless: /socket_host/,
  },
  {
    loads: /\bfastify\b/i,
    call: /\.listen\(\s*\{\s*/,
    insert: address => `host: "${address}"`,
    before: true,
  },
  {
    loads: /\bsinatra\b/,
    call: /require\s+["']sinatra["'].*$/m,
    insert: address => `\nset :bind, "${address}"`,
    before: false,
    unless: SETS_BIND,
  },
];

/** Changes of a call that names no address. */
export function callChanges(files: readonly ConfigurationFile[], wanted: Wanted): readonly Change[] {
  for (const file of files) {
    for (const call of calls) {
      if (!call.loads.test(file.text) || call.unless?.test(file.text)) continue;
      const edit = editOf(file, call, wanted);
      if (!edit) continue;
      const name = baseName(file.path);
      return [{ title: `Name the address in ${name}`, edits: [edit] }];
    }
  }
  return [];
}

function editOf(file: ConfigurationFile, call: Call, wanted: Wanted): Edit | undefined {
  const found = call.call.exec(file.text);
  if (!found || hasKey(file.text.slice(found.index + found[0].length), call)) return undefined;
  return editMatch(file, call.call, match => {
    const rest = file.text.slice(match.index + match[0].length);
    const comma = call.before && !/^\s*[)}]/.test(rest) ? ', ' : '';
    return match[0] + call.insert(wanted.address) + comma;
  });
}

/** The argument is there already, or may come with others (`**settings`): a second one would be an error, or be overwritten. */
function hasKey(rest: string, { insert }: Call): boolean {
  const [, key] = /^\W*(\w+)\W/.exec(insert('')) ?? [];
  return new RegExp(`\\b${key}\\s*[=:]|(?:\\*\\*|\\.{3})\\w`).test(rest.split(/[)}]/, 1)[0]!);
}
