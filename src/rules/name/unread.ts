import type { NameLookup, UnreadFile } from '../../facts/names/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';

/** The file, where it is there and could not be read. */
export const unreadFile = ({ unread }: NameLookup, file: string): UnreadFile | undefined =>
  unread?.find(each => each.file === file);

/** What is the matter with the file, in words. */
export const unreadWords = ({ file, reason, leadsTo }: UnreadFile): string =>
  reason === 'leads-nowhere'
    ? `${file} is a link to ${leadsTo}, which is not there`
    : `${file} may not be read by the user who asks, nor by any program that this user starts`;

/** What is to be done about it. */
export const unreadRepair = ({ file, reason, leadsTo }: UnreadFile): string =>
  reason === 'not-permitted'
    ? `Every user has to be able to read it: chmod 644 ${quoted(file)}`
    : leadsTo?.includes('systemd/resolve')
      ? 'Start what writes that file: sudo systemctl start systemd-resolved. Or replace the link by a file with a line "nameserver ADDRESS".'
      : `Start what writes that file, or replace ${file} by a file with a line "nameserver ADDRESS".`;

/** The fix that makes it readable; undefined where only a person can say what should be in it. */
export const unreadFix = ({ file, reason }: UnreadFile): Fix | undefined =>
  reason === 'not-permitted'
    ? {
        title: `Let every user read ${file}`,
        steps: [{ do: 'run', command: `chmod 644 ${quoted(file)}` }],
        needsRoot: true,
      }
    : undefined;
