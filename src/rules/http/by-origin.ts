import { urlOf } from '../../facts/probes/redirects.js';
import type { Fix } from '../../programs/fixes/fix.js';
import { quoted } from '../../programs/shell.js';
import { advice, type Talk } from '../talk.js';

/**
 * What to try where a WebSocket is refused that was asked for without an Origin: browsers always send one, and servers let in
 * pages of their own site only (RFC 6455 section 10.2), by a 403, or a 401 as the package ws has it.
 */
export const askAsPage = ({ end }: Talk): readonly Fix[] =>
  end.upgrade && end.origin === undefined
    ? [
        advice(
          'Ask as a page of the site that may use it',
          `  netcheck why ${quoted(urlOf(end).replace(/^http/, 'ws'))} --origin ${quoted(urlOf({ ...end, path: '' }))}\nWith the address of that site behind --origin, where it is another one. Browsers send the Origin of their page with each WebSocket, and many servers let in only their own (verifyClient of ws, CheckOrigin of gorilla, check_origin of Phoenix).`,
        ),
      ]
    : [];
