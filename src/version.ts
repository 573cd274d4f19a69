/** Replaced by the build with the version of package.json. */
declare const NETCHECK_VERSION: string | undefined;

/** netcheck's own version. */
export const version: string = typeof NETCHECK_VERSION === 'string' ? NETCHECK_VERSION : '0.0.0-source';
