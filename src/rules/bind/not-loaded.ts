import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { type Fact, valueIn } from '../../facts/fact.js';
import type { Socket } from '../../facts/sockets/types.js';
import type { Question } from '../../net/question.js';
import { restartFix } from '../../programs/fixes/fixes.js';
import { sectionsOf } from '../../programs/proxies/haproxy-sections.js';
import { every, nginxTree } from '../../programs/proxies/nginx-tree.js';
import { linesOf } from '../../programs/proxies/upstreams-others.js';
import { changedSince, changeSaid, runsAsBefore } from '../changed-since.js';
import { absent, idleOn } from '../port/absent.js';
import type { Finding } from '../rule.js';
import { at } from '../serving.js';
import { advice } from '../talk.js';
import { type AddressFacts, situationFor } from './address.js';

/** A line of a configuration that says to listen on a port. */
interface Said {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** A server that reads its files at its start and at a reload, for which a web server starts workers anew. */
interface Server {
  readonly title: string;
  readonly name: RegExp;
  readonly said: (files: readonly ConfigurationFile[], port: number) => Said | undefined;
  readonly reload: string;
}

const lineWith = (lines: readonly Said[], pattern: RegExp): Said | undefined =>
  lines.find(({ text }) => pattern.test(text));

/** Lines that count in any case: whether a module is loaded, or a name defined, no file tells (Debian's Listen 443). */
function unconditional(lines: readonly Said[]): readonly Said[] {
  let depth = 0;
  return lines.filter(({ text }) => {
    if (/^<If/i.test(text)) depth += 1;
    if (/^<\/If/i.test(text)) depth -= 1;
    return depth <= 0;
  });
}

const servers: readonly Server[] = [
  {
    title: 'nginx',
    name: /^nginx$/,
    said: (files, port) => {
      const listens = every(nginxTree(files), 'listen').filter(each => !each.arguments.includes('udp'));
      const found = listens.find(({ arguments: [to = ''] }) => new RegExp(`(?:^|:)${port}$`).test(to));
      return found && { ...found, text: `listen ${found.arguments.join(' ')}` };
    },
    reload:
      'nginx -t says whether its files can be read, and where not: with a mistake in them a reload leaves all as it was. Then: systemctl reload nginx, or nginx -s reload',
  },
  {
    title: 'Apache',
    name: /^(?:apache2|httpd)$/,
    said: (files, port) =>
      lineWith(unconditional(linesOf(files)), new RegExp(`^Listen\\s+(?:\\S+:)?${port}(?:\\s|$)`, 'i')),
    reload:
      'apachectl configtest says whether its files can be read, and where not. Then: systemctl restart apache2 (httpd in Fedora), or apachectl restart',
  },
  {
    title: 'HAProxy',
    name: /^haproxy$/,
    said: (files, port) =>
      lineWith(
        sectionsOf(files).flatMap(({ lines }) => lines),
        new RegExp(`^bind\\s+\\S*:${port}(?:\\s|,|$)`),
      ),
    reload:
      'haproxy -c -f FILE says whether its file can be read, and where not. Then: systemctl reload haproxy',
  },
  {
    title: 'stunnel',
    name: /^stunnel[45]?$/,
    said: (files, port) => lineWith(linesOf(files), new RegExp(`^accept\\s*=\\s*(?:\\S*:)?${port}$`, 'i')),
    reload:
      'systemctl reload stunnel4, or kill -HUP PID. With a mistake in its file it goes on as before, and its log names the line.',
  },
];

/** What the rules about a port that a file names see. */
export type Used = AddressFacts & { readonly listeners: Fact<readonly Socket[]> };

/** A server runs whose file says to listen on the port, where nobody does, and was changed after it was last read. */
export function notLoaded(facts: Used, question: Question): Finding | undefined {
  const { port, protocol } = question;
  const files = valueIn(facts.configuration) ?? [];
  if (protocol !== 'tcp' || port === 0 || files.length === 0 || !idleOn(facts.sockets, question))
    return undefined;
  const processes = valueIn(facts.processes) ?? [];
  for (const { title, name, said, reload } of servers) {
    const family = processes.filter(each => name.test(each.name));
    const pids = new Set(family.map(({ pid }) => pid));
    const open = (valueIn(facts.listeners) ?? []).find(({ inode }) =>
      valueIn(facts.owners)?.pidsByInode[inode]?.some(pid => pids.has(pid)),
    );
    const line = open && said(files, port);
    const file = files.find(({ path }) => path === line?.file);
    const read = Math.max(...family.map(({ startedAt }) => startedAt));
    if (!line || !file || !changedSince(file, read)) continue;
    const where = `${line.file}:${line.line}`;
    const other = at(open.local.address, open.local.port);
    const situation = situationFor(facts, open);
    return {
      ...absent(
        `${where} says "${line.text}", and was changed after ${title} last read it: ${title} listens on ${other}, and not yet on ${port}.`,
        `${title} has not read its file again`,
        [
          {
            fact: 'configuration',
            says: changeSaid(file, read, `the newest process of ${title} started`),
            source: `${line.file}, /proc/PID/stat`,
          },
          { fact: 'listeners', says: `${title} listens on ${other}`, source: 'sock_diag or /proc/net' },
        ],
        [
          ...(situation ? [restartFix(situation, 'Restart it, so that it reads its files')] : []),
          advice('Let it read its files again', reload, true),
        ],
      ),
      ...runsAsBefore,
    };
  }
  return undefined;
}
