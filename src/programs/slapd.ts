import type { Program } from './program.js';
import { isNamed, recognition } from './recognise.js';

/** OpenLDAP's server (slapd(8): -h, a list of URLs, of which ldapi is a unix socket). */
export const program: Program = {
  id: 'slapd',
  title: 'OpenLDAP',
  defaultPorts: [389, 636],
  defaultAddress: '0.0.0.0',
  speaks: 'other',
  dropsPrivileges: true,
  onHangUp: 'ends',
  daemonises: ({ invocation }) => !invocation.args.some(word => /^-d/.test(word)),
  recognise: candidate => (isNamed(candidate, ['slapd']) ? recognition('OpenLDAP') : undefined),
};
