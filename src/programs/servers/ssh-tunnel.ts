import { formatEndpoint } from '../../net/address.js';
import type { Change, Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

const FORWARD = /^(?:(?:\[[^\]]*\]|[\w.*-]*):)?(\d+)((?::.*)?)$/;

/** A port forwarded by `ssh -L` or `-D` (ssh(1)): on loopback unless an address stands before the port. */
export const program: Program = {
  id: 'ssh-tunnel',
  title: 'an SSH tunnel',
  defaultPorts: [],
  defaultAddress: '127.0.0.1',
  recognise: candidate =>
    isNamed(candidate, ['ssh', 'autossh']) && candidate.invocation.args.some(word => /^-\w*[LD]/.test(word))
      ? recognition('ssh')
      : undefined,
  listenAt: (_, wanted, { invocation }): readonly Change[] => {
    const { head, args } = invocation;
    const changed = args.map((word, at) => {
      const option = /^(-\w*[LD])(.*)$/s.exec(word);
      const joined = option?.[2] ? option[2] : undefined;
      const given = joined ?? (/^-\w*[LD]$/.test(args[at - 1] ?? '') ? word : undefined);
      const match = given === undefined ? null : FORWARD.exec(given);
      if (!match || !listensHere(given!, wanted.port)) return word;
      const target = given!.slice(given!.indexOf(String(wanted.port)) + String(wanted.port).length);
      return `${joined === undefined ? '' : option![1]}${formatEndpoint(wanted.address, wanted.port)}${target}`;
    });
    if (changed.every((word, at) => word === args[at])) return [];
    return [
      {
        title: `Forward from ${formatEndpoint(wanted.address, wanted.port)}`,
        command: [...head, ...changed],
      },
    ];
  },
};

/** The first number of the forward is this port: `8000:host:80`, `127.0.0.1:8000:host:80`, `1080`. */
const listensHere = (forward: string, port: number): boolean =>
  new RegExp(`^(?:(?:\\[[^\\]]*\\]|[\\w.*-]*):)?${port}(?::|$)`).test(forward);
