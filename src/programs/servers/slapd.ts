import { boundBy } from '../fixes/directive.js';
import { optionChange } from '../fixes/generic.js';
import { optionValue } from '../options.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

const URL = /^(ldaps?):\/\/(\[[^\]]+\]|[^:/]+)(:\d+)?\/?$/;

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
  listenAt: (situation, wanted, candidate) => {
    const bound = boundBy(situation);
    const urls = (optionValue(candidate.invocation.args, ['-h']) ?? '').split(/\s+/).map(url => {
      const [, scheme, host = '', port = ''] = URL.exec(url) ?? [];
      const served = Number(port.slice(1)) || (scheme === 'ldaps' ? 636 : 389);
      if (!scheme || !bound.includes(host) || served !== wanted.port) return url;
      return `${scheme}://${wanted.address === '0.0.0.0' ? '' : wanted.address}${port}/`;
    });
    const value = urls.join(' ');
    return value === optionValue(candidate.invocation.args, ['-h']) || value === ''
      ? []
      : optionChange(candidate, ['-h'], value);
  },
};
