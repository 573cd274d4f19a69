import { optionChange } from '../fixes/generic.js';
import { baseName } from '../invocation.js';
import type { Candidate, Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** It calls itself `http-server` and loses its options by that; bash's variable _ still tells the file. */
function fileOf({ process }: Candidate): string | undefined {
  const file = process.environment?._;
  return file !== undefined && /^http-server(\.js)?$/.test(baseName(file)) ? file : undefined;
}

/** The npm package http-server (github.com/http-party/http-server). */
export const program: Program = {
  id: 'http-server-npm',
  title: 'http-server',
  defaultPorts: [8080],
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  recognise: candidate =>
    isNamed(candidate, ['http-server', 'http-server.js']) ? recognition('http-server') : undefined,
  startedAs: ({ process, invocation }) => (invocation.titled ? undefined : process.command),
  listenAt: (_, { address, port }, candidate) => {
    if (!candidate.invocation.titled) return optionChange(candidate, ['-a'], address);
    const file = fileOf(candidate);
    const risk = 'Its title hides how it was started: put back the folder and the options that you gave it.';
    // Below node_modules it is in no search path, and npx finds it there as elsewhere.
    const command = [...(file ? [file] : ['npx', 'http-server']), '-a', address, '-p', String(port)];
    return [{ title: `Start it with -a ${address}`, command, risk }];
  },
};
