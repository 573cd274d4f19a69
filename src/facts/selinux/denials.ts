import type { Denial } from './types.js';

const LONGEST = 600;

/** "avc:  denied  { name_bind } for  pid=1349 comm="httpd" src=8081 scontext=… tclass=tcp_socket permissive=0" */
const record = /avc:\s+denied\s+\{\s*(name_bind|name_connect)\s*\}\s+for\s+(.*)$/;
/** "msg=audit(1415714880.156:29)" of auditd and the kernel; "1415714880.156289 host …" of `journalctl -o short-unix`. */
const moment = /audit\((\d{9,}\.\d+)[:)]|^(\d{9,}\.\d+) /;

/**
 * The refusals of ports in auditd's log, the kernel's or the journal's (security/selinux/avc.c prints them). What a
 * permissive domain was only warned of (permissive=1) is left out. Never throws.
 */
export const parseDenials = (text: string): readonly Denial[] =>
  text.split('\n').flatMap(line => denialIn(line) ?? []);

function denialIn(line: string): Denial | undefined {
  const [, permission, told] = record.exec(line) ?? [];
  if (!permission || told === undefined) return undefined;
  const fields = new Map([...told.matchAll(/(\w+)=("[^"]*"|\S+)/g)].map(match => [match[1]!, match[2]!]));
  const port = Number(fields.get(permission === 'name_bind' ? 'src' : 'dest'));
  const type = (context: string) => fields.get(context)?.split(':')[2] ?? '';
  if (!(port > 0 && port < 65536) || fields.get('permissive') === '1' || !type('scontext')) return undefined;
  const time = moment.exec(line);
  const seconds = Number(time?.[1] ?? time?.[2]);
  return {
    at: Number.isNaN(seconds) ? null : seconds * 1000,
    permission: permission as Denial['permission'],
    name: nameIn(fields.get('comm') ?? ''),
    port,
    domain: type('scontext'),
    portType: type('tcontext'),
    protocol: (fields.get('tclass') ?? '').replace(/_socket$/, ''),
    line: line.trim().slice(0, LONGEST),
  };
}

/** A name with blanks or quotation marks is written in hexadecimal, without quotation marks (auditd's "untrusted string"). */
function nameIn(word: string): string {
  if (word.startsWith('"')) return word.slice(1, -1);
  return /^(?:[0-9A-F]{2})+$/.test(word) ? Buffer.from(word, 'hex').toString('latin1') : word;
}
