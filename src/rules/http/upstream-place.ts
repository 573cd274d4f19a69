import type { UpstreamState } from '../../facts/upstreams/types.js';

/** "php-fpm8.2 listens on 127.0.0.1:9000", where an application of the kind was found. */
export const whereElse = ({ elsewhere }: UpstreamState): string =>
  elsewhere
    ? `${elsewhere.name} listens on ${elsewhere.place}${elsewhere.denied ? ", which the proxy's user may not write to" : ''}`
    : '';

/** That place, if the proxy may connect to it. */
export const usablePlace = ({ elsewhere }: UpstreamState): string | null =>
  elsewhere && !elsewhere.denied ? elsewhere.place : null;
