/** Replaced by the build with the version of package.json. */
declare const NETCHECK_VERSION: string | undefined;

/** netcheck's own version. */
export const version: string = typeof NETCHECK_VERSION === 'string' ? NETCHECK_VERSION : '0.0.0-source';

/** What netcheck calls itself: who lets in, or turns away, clients by their User-Agent (often ^curl) is to treat it as it does curl. */
export const userAgent = `curl/8.0 (netcheck/${version})`;
