import type { Spool } from '../../facts/upstreams/types.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import type { Finding } from '../rule.js';
import { finding, type Talk } from '../talk.js';

const owned = ({ folder, user }: Spool): string =>
  `mkdir -p ${quoted(folder)} && chown -R ${quoted(user)} ${quoted(folder)}`;

/** Whether the folder itself, or one in it, is denied; else it is one on the way to it. */
const isWithin = ({ denied, folder }: Spool): boolean => `${denied}/`.startsWith(`${folder}/`);

/** Gives the folder with all that is in it to the user of the workers, or lets that user pass to it. */
const wayIn = (spool: Spool): Fix => ({
  title: `Let ${spool.user} write there`,
  steps: [
    {
      do: 'run',
      command: isWithin(spool) ? owned(spool) : `chmod o+x ${quoted(spool.denied)} && ${owned(spool)}`,
    },
  ],
  ...(isWithin(spool) ? {} : { risk: `Every user of this machine may then pass ${spool.denied}.` }),
  needsRoot: true,
});

/**
 * nginx cannot hold back what is larger than its buffers: it cuts large answers off, and answers uploads with 500. The
 * beginning of an answer, which is all that is asked here, comes all the same.
 */
export function cannotSpool(talk: Talk | undefined, spool: Spool | undefined): Finding | undefined {
  if (!talk?.url || !spool) return undefined;
  const asked = talk.end.path ?? '/';
  const failed = spool.paths.includes(asked);
  const place = isWithin(spool) ? '' : `, for it may not pass ${spool.denied}`;
  return finding(
    failed ? 'error' : 'warning',
    `nginx cuts large answers off, and answers large uploads with 500${failed ? `, as at ${asked}` : ''}: its user ${spool.user} may not write to ${spool.folder}${place}, where it keeps what does not fit into its buffers.`,
    'cannot buffer what is large',
    [
      { fact: 'upstreams', says: spool.line, source: spool.log },
      { fact: 'upstreams', says: `${spool.user} may not pass or write here`, source: `stat ${spool.denied}` },
    ],
    {
      fixes: [wayIn(spool)],
      outcome: failed ? 'http-error' : 'ok',
      headline: 'the proxy cannot hold large answers back',
    },
  );
}
