import type { ConfigurationFile } from '../facts/configuration/types.js';
import { filesAt } from './door.js';
import type { FileDoor } from './program.js';

/** The last value of a setting of vsftpd.conf(5), which has no blanks around its equals sign; undefined where it is not set. */
const setting = (text: string, name: string): string | undefined =>
  [...text.matchAll(new RegExp(`^${name}=([^\\r\\n]*)`, 'gim'))].at(-1)?.[1]?.trim();

const isYes = (value: string | undefined): boolean => /^(yes|true|1)$/i.test(value ?? '');

/** vsftpd's file in the usual place, where it is for this port and keeps vsftpd from starting; mostly none. */
export const refusedVsftpd = (door: FileDoor, port: number): readonly ConfigurationFile[] =>
  filesAt(door, ['/etc/vsftpd.conf', '/etc/vsftpd/vsftpd.conf']).filter(
    file => Number(setting(file.text, 'listen_port') ?? 21) === port && asksTwice(file),
  );

/** vsftpd ends at once where it is to listen in both ways: "run two copies of vsftpd for IPv4 and IPv6". */
export const asksTwice = ({ path, text }: ConfigurationFile): boolean =>
  /\/vsftpd[^/]*\.conf$/.test(path) && isYes(setting(text, 'listen')) && isYes(setting(text, 'listen_ipv6'));

/** The ports on which an FTP server waits for the second connection of a client, and where that is written. */
export interface PassivePorts {
  readonly from: number;
  readonly to: number;
  /** The file that says so; null where none does, and the server takes any. */
  readonly file: string | null;
  readonly says: string;
}

/** What vsftpd and ProFTPD say of their passive ports; undefined where neither's words are in these, or there are none. */
export function passivePorts(files: readonly ConfigurationFile[]): PassivePorts | undefined {
  for (const file of files) {
    if (/^(anonymous_enable|local_enable|listen|listen_ipv6|pasv_\w+)=/im.test(file.text))
      return ofVsftpd(file);
    if (/^[ \t]*(ServerType|DefaultServer|PassivePorts)[ \t]/im.test(file.text)) return ofProftpd(files);
  }
  return undefined;
}

function ofVsftpd({ path, text }: ConfigurationFile): PassivePorts | undefined {
  const enabled = setting(text, 'pasv_enable');
  if (enabled !== undefined && !isYes(enabled)) return undefined;
  const from = Number(setting(text, 'pasv_min_port') ?? 0);
  const to = Number(setting(text, 'pasv_max_port') ?? 0);
  // Without a range, vsftpd takes a port from 1024 up, at random.
  if (!(from > 0 && to >= from && to < 65536))
    return { from: 1024, to: 65535, file: null, says: 'no pasv_min_port' };
  return { from, to, file: path, says: `pasv_min_port=${from}, pasv_max_port=${to}` };
}

function ofProftpd(files: readonly ConfigurationFile[]): PassivePorts {
  for (const { path, text } of files) {
    const [, from, to] = /^[ \t]*PassivePorts[ \t]+(\d{1,5})[ \t]+(\d{1,5})/im.exec(text) ?? [];
    if (Number(from) > 0 && Number(to) >= Number(from) && Number(to) < 65536)
      return { from: Number(from), to: Number(to), file: path, says: `PassivePorts ${from} ${to}` };
  }
  // Without a range, the kernel gives it any ephemeral port.
  return { from: 32_768, to: 60_999, file: null, says: 'no PassivePorts' };
}
