import { byFile } from '../by-file.js';
import { optionChange } from '../fixes/generic.js';
import { optionValue } from '../options.js';
import type { Program } from '../program.js';

const FRONTEND = ['--frontend=', '-f'];

const base: Program = byFile({
  id: 'hitch',
  title: 'Hitch',
  names: ['hitch'],
  defaultPorts: [443],
  defaultAddress: '0.0.0.0',
  speaks: null,
  fileOptions: ['--config'],
  file: null,
  setting: "hitch.conf's frontend",
  lines: ({ port }) => [
    new RegExp(`^[ \\t]*frontend[ \\t]*=[ \\t]*"\\[([^\\]"\\n]+)\\]:${port}\\b`, 'gm'),
    /^[ \t]*host[ \t]*=[ \t]*"([^"\n]+)"/gm,
  ],
  everywhere: ['*'],
  word: address => (address === '0.0.0.0' ? '*' : address),
  more: {
    dropsPrivileges: true,
    onHangUp: 'reads its configuration and certificates again',
    daemonises: ({ invocation }) => invocation.args.some(word => /^--daemon(?:=on)?$/.test(word)),
  },
});

/** Hitch, which takes TLS off connections (hitch(8), hitch.conf(5): frontend, "[HOST]:PORT", host * for all). */
export const program: Program = {
  ...base,
  listenAt: (situation, wanted, candidate) => {
    const set = optionValue(candidate.invocation.args, ['--frontend', '-f']);
    if (set === undefined) return base.listenAt?.(situation, wanted, candidate) ?? [];
    const host = wanted.address === '0.0.0.0' ? '*' : wanted.address;
    return optionChange(candidate, FRONTEND, `[${host}]:${wanted.port}`);
  },
};
