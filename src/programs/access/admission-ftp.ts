import { type Listed, listed, meant } from './admission-lists.js';
import type { Judge } from './admission-types.js';

/** What is in <Limit> for LOGIN. */
const LOGIN = /<Limit[ \t]+(?:\w+[ \t]+)*LOGIN\b[^>\n]*>([^<]*)<\/Limit>/gi;
/** Blocks that do not count for every client. */
const BLOCK = /<(\/?)(?:Anonymous|VirtualHost|If\w+)\b/gi;
const isInBlock = (before: string): boolean =>
  [...before.matchAll(BLOCK)].reduce((depth, [, closes]) => depth + (closes ? -1 : 1), 0) > 0;

/** Allow from 10.77.0.0/24, AllowAll: all such lines of a block. */
function listIn(body: string, name: 'Allow' | 'Deny', path: string): Listed | undefined {
  const pattern = new RegExp(`^[ \\t]*${name}(?:All\\b|[ \\t]+(?:from[ \\t]+)?(.*))`, 'gim');
  const lines = [...body.matchAll(pattern)];
  const words = lines.map(([, rest]) => rest ?? 'all').join(' ');
  return lines[0] && listed(path, [lines[0][0], words]);
}

/**
 * proftpd.org, "Limit" and "Order": by `deny,allow` whom Deny means, and whom neither means, may not log in; else whom
 * Deny means and Allow does not. Such a client is hung up on without a greeting.
 */
export const ofProftpd: Judge = (files, { client }) => {
  const texts = files.map(({ path, text }) => ({ path, text: text.replace(/^[ \t]*#.*/gm, '') }));
  const found = texts.flatMap(({ path, text }) =>
    [...text.matchAll(LOGIN)].map(({ index, 1: body = '' }) => ({ path, text, index, body })),
  );
  const [only, ...more] = found;
  if (!only || more.length > 0 || texts.some(({ text }) => /<VirtualHost\b/i.test(text))) return undefined;
  if (isInBlock(only.text.slice(0, only.index))) return undefined;
  const { path, body } = only;
  if (/^[ \t]*(?:Allow|Deny)(?:User|Group|Class)\b/im.test(body)) return undefined;
  const [allow, deny] = [listIn(body, 'Allow', path), listIn(body, 'Deny', path)];
  const allowed = allow ? meant(allow, client) : false;
  const denied = deny ? meant(deny, client) : false;
  const isDenyFirst = /^[ \t]*Order[ \t]+deny[ \t]*,/im.test(body);
  const isOut =
    (denied === true && (isDenyFirst || allowed === false)) ||
    (isDenyFirst && denied === false && allowed === false);
  const by = denied === true ? deny : (allow ?? deny);
  if (!isOut || !by) return undefined;
  return {
    file: path,
    text: by.text,
    setting: 'Limit LOGIN',
    // By deny,allow no Allow helps whom Deny means.
    letIn: network =>
      isDenyFirst && denied === true
        ? `In its <Limit LOGIN>: Order allow,deny in the place of deny,allow, and Allow from ${network}; then restart proftpd.`
        : `In its <Limit LOGIN>: Allow from ${network}; then restart proftpd.`,
  };
};
