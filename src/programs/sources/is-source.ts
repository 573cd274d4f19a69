import type { ConfigurationFile } from '../../facts/configuration/types.js';

/** What a program is written in; in a shell's script, a .env or a compose file the same line sets a variable. */
export const isSource = ({ path }: ConfigurationFile): boolean =>
  /\.(?:[cm]?[jt]sx?|py|rb|php|pl|go|rs|java)$/.test(path);
