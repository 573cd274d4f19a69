import { formatEndpoint } from '../../net/address.js';
import { filesAt, startedIn } from '../door.js';
import { boundBy } from '../fixes/directive.js';
import type { Candidate, Change, Program, Situation, Wanted } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

const TITLE = /^puma:? (?:cluster worker \d+: \d+|([\d.]+)) \(?([^)]*)\)?/;

/** Its title takes the place of its command line, so it is started again from what its directory holds. */
function command(
  situation: Situation,
  wanted: Wanted,
  { process, invocation }: Candidate,
): readonly string[] {
  const at = formatEndpoint(wanted.address, wanted.port);
  if (!TITLE.test(process.command[0] ?? '')) {
    const words = [...invocation.head, ...invocation.args];
    const bound = boundBy(situation).map(address =>
      formatEndpoint(address.replace(/^\[|\]$/g, ''), wanted.port),
    );
    const old = words.findIndex(word => bound.some(each => word.endsWith(`tcp://${each}`)));
    return old < 0
      ? [...words, '-b', `tcp://${at}`]
      : words.with(old, words[old]!.replace(/tcp:\/\/.*$/s, `tcp://${at}`));
  }
  const rails = situation.configuration.some(file => file.path.endsWith('/bin/rails'));
  return rails
    ? ['bin/rails', 'server', '-b', wanted.address, '-p', String(wanted.port)]
    : ['puma', '-b', `tcp://${at}`];
}

/** Puma, Ruby's web server, and Rails on it (puma.io, "Configuration"). */
export const program: Program = {
  id: 'puma',
  title: 'Puma',
  defaultPorts: [9292, 3000],
  portLine: {
    file: /\/puma\.rb$/,
    line: /^[ \t]*(?:port[ \t]+|bind[ \t]+["']tcp:\/\/[^"':\n]*:)(\d+)/gm,
    counts: 'all',
  },
  defaultAddress: '0.0.0.0',
  speaks: 'http',
  onHangUp: 'ends',
  recognise: candidate => {
    const title = TITLE.exec(candidate.process.command[0] ?? '');
    if (title) return recognition('Puma', title[1] ? 'single' : 'worker');
    return isNamed(candidate, ['puma']) ? recognition('Puma') : undefined;
  },
  startedAs: ({ process }) => (TITLE.test(process.command[0] ?? '') ? undefined : process.command),
  configuration: ({ process }, door) =>
    filesAt(
      door,
      ['config/puma.rb', 'bin/rails', 'config.ru'].map(name => `${startedIn(process) ?? ''}/${name}`),
    ),
  listenAt: (situation, wanted, candidate): readonly Change[] => {
    const words = command(situation, wanted, candidate);
    return [{ title: `Start it with ${words.slice(-2).join(' ')}`, command: words }];
  },
};
