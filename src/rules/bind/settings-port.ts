import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { mentionsPort } from '../../facts/processes/candidates.js';
import type { Process } from '../../facts/processes/types.js';
import { namesAddress } from '../../programs/fixes/address-words.js';
import { baseName, invocationOf } from '../../programs/invocation.js';
import type { Change } from '../../programs/program.js';
import { isSettings } from '../../programs/sources/own-settings.js';
import { sectionAt } from '../../programs/sources/settings-section.js';
import { commandOfProgram } from '../../programs/supervision/supervisord-programs.js';
import { changedSince } from '../changed-since.js';
import { type ChangedLine, quotedLine } from './changed-line.js';

/** A port in a file of settings, with its name: `port: 3000`, `"httpPort": 3000`, `http_port = 3000`. */
const PORT =
  /^([ \t{,]*(?:- )?["']?)([\w.-]{0,32}port)["']?[ \t]{0,8}[:=][ \t]{0,8}["']?(\d{2,5})(?![\d.])/gim;

/** Beside it, where another machine's is meant. */
const elsewhere =
  /(?:host\w{0,8}|addr\w{0,8}|\bip|url)["']?[ \t]{0,8}[:=][ \t]{0,8}["']?(?!localhost\b|127\.|0\.0\.0\.0|\[?::|\*)\w/i;

/** A line that says the port, and the change that puts it into effect where a mere restart does not. */
export interface PortSaid extends ChangedLine {
  readonly change?: Change;
  /** A mere restart does, where anything runs its start script again. */
  readonly inScript?: true;
}

/** Places of a port that are looked at in one file. */
const MOST = 32;

/** Which of these ports a file of settings names that are no other server's: not db_port, nor one below `redis:`. */
function portsIn(
  { path, text }: ConfigurationFile,
  ports: readonly number[],
): readonly { port: number; line: string }[] {
  // Most files are large, and name none of them: that is seen at once.
  const any = new RegExp(`port["']?[ \\t]{0,8}[:=][ \\t]{0,8}["']?(?:${ports.join('|')})(?!\\d)`, 'i');
  if (!any.test(text)) return [];
  // Those of JSON may all be on one line.
  const found = [...text.replace(/[{,](?=[^\n])/g, '$&\n').matchAll(PORT)];
  const asked = found.filter(([, , , port]) => ports.includes(Number(port)));
  return asked.slice(0, MOST).flatMap(([said, , name = '', port]) => {
    const at = text.indexOf(said.trim());
    const key = name.replace(/port$/i, 'host');
    const { names, body } = sectionAt(text, at);
    const about = [baseName(path).replace(/api|backend|proxy/g, ''), ...names, key];
    return at >= 0 && !elsewhere.test(body) && about.every(each => namesAddress(`${each}.host`))
      ? [{ port: Number(port), line: quotedLine(said.replace(/^[ \t{,]*/, '')) }]
      : [];
  });
}

/** The line of a file of settings of its own, changed after its start, by which it serves the port, and none the open one. */
export function settingsPort(
  files: readonly ConfigurationFile[],
  server: Process,
  open: number,
  port: number,
): ChangedLine | undefined {
  if (invocationOf(server).language === null) return undefined;
  const said = files
    .filter(isSettings)
    .flatMap(file => portsIn(file, [open, port]).map(each => ({ ...each, file })));
  if (said.some(each => each.port === open)) return undefined;
  return said.find(each => each.port === port && changedSince(each.file, server.startedAt));
}

/** The section of a program of supervisord whose command names the port by now, and no more the open one. */
export function programPort(
  files: readonly ConfigurationFile[],
  { environment, command, startedAt }: Process,
  open: number,
  port: number,
): PortSaid | undefined {
  const { SUPERVISOR_PROCESS_NAME: name } = environment ?? {};
  const told = name === undefined ? undefined : commandOfProgram(files, name);
  const words = told?.split(/\s+/) ?? [];
  const isNew = mentionsPort(words, port) && !mentionsPort(words, open) && mentionsPort(command, open);
  const file = files.find(({ text }) => text.includes(`[program:${name}]`));
  if (!isNew || !file || !changedSince(file, startedAt) || /["'%]/.test(told ?? '')) return undefined;
  const title = 'Let supervisord read its file, which starts it again';
  return { file, line: `command=${told}`, change: { title, command: words } };
}
