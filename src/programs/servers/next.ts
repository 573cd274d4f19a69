import { optionChange } from '../fixes/generic.js';
import type { Program } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

/** Next.js, `next dev` and `next start` (nextjs.org, "next CLI"): -H, or HOSTNAME for its standalone server.js. */
export const program: Program = {
  id: 'next',
  title: 'Next.js',
  defaultPorts: [3000],
  defaultAddress: '::',
  speaks: 'http',
  recognise: candidate => {
    const { invocation, process } = candidate;
    if (process.command[0]?.startsWith('next-server')) return recognition('Next.js', 'worker');
    return isNamed(candidate, ['next']) && invocation.args.some(word => /^(dev|start)$/.test(word))
      ? recognition('Next.js', 'master')
      : undefined;
  },
  listenAt: (_, wanted, candidate) => {
    const { process } = candidate;
    if (process.environment?.HOSTNAME && candidate.invocation.titled)
      return [
        { title: `Start it with HOSTNAME=${wanted.address}`, environment: { HOSTNAME: wanted.address } },
      ];
    return optionChange(candidate, ['-H', '--hostname'], wanted.address);
  },
};
