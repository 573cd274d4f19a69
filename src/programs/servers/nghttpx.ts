import { absolutePath, filesAt, startedIn } from '../door.js';
import { optionValue } from '../options.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** nghttpx (nghttpx(1): --frontend, --backend, --conf). */
export const program: Program = {
  id: 'nghttpx',
  title: 'nghttpx',
  defaultPorts: [3000],
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  daemonises: ({ invocation }) => invocation.args.some(word => /^(-D|--daemon)$/.test(word)),
  recognise: candidate => (isNamed(candidate, ['nghttpx']) ? recognition('nghttpx') : undefined),
  configuration: ({ process, invocation }, door) =>
    filesAt(door, [
      absolutePath(
        optionValue(invocation.args, ['--conf']) ?? '/etc/nghttpx/nghttpx.conf',
        startedIn(process),
      ),
    ]),
};
