import type { Fix } from './fix.js';

/** What a fix's text says before the line that undoes it. */
export const GO_BACK = 'To go back to it:';

/** That line; undefined where a fix has none. Its first command takes away what may not be there. */
export const lineBack = ({ text = '' }: Pick<Fix, 'text'>): string | undefined =>
  new RegExp(`${GO_BACK}\n {2}(.+)`).exec(text)?.[1]?.replace(' && ', '; ');
