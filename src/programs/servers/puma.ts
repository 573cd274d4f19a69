import { formatEndpoint } from '../../net/address.js';
import { filesAt, startedIn } from '../door.js';
import { boundBy } from '../fixes/directive.js';
import type { Candidate, Change, Program, Situation, Wanted } from '../program.js';
import { isNamed, recognition } from '../recognise.js';

const TITLE = /^puma:? (?:cluster worker \d+: \d+|([\d.]+)) \(?([^)]*)\)?/;

const isTitled = ({ process }: Candidate): boolean => TITLE.test(process.command[0] ?? '');

/** The words of its own command, with the address in the place of the one that it has. */
function rebound(situation: Situation, { port }: Wanted, url: string, { invocation }: Candidate): Change {
  const words = [...invocation.head, ...invocation.args];
  const bound = boundBy(situation).map(address => formatEndpoint(address.replace(/^\[|\]$/g, ''), port));
  const old = words.findIndex(word => bound.some(each => word.endsWith(`tcp://${each}`)));
  const command = old < 0 ? [...words, '-b', url] : words.with(old, words[old]!.replace(/tcp:\/\/.*$/s, url));
  return { title: `Start it with -b ${url}`, command };
}

/** The places that its title names: tcp://127.0.0.1:3000, ssl://[::1]:3001?key=…, unix:///run/shop.sock. */
const bindsIn = ([title = '']: readonly string[]): readonly string[] =>
  (TITLE.exec(title)?.[2] ?? '').split(',').filter(each => /^(?:tcp|ssl|unix):\/\//.test(each));

/** Its title takes the place of its command line, so it is started again from what its directory holds. */
function byDirectory(situation: Situation, { address, port }: Wanted): Change {
  const has = (path: string) => situation.configuration.some(file => file.path.endsWith(path));
  // Without a listener it leaves its socket for the port.
  const binds = situation.listener ? bindsIn(situation.process.command) : [];
  const isHere = (bind: string) => bind.replace(/\?.*$/s, '').endsWith(`:${port}`);
  const url = (binds.find(isHere) ?? 'tcp://').replace(/(?<=:\/\/)[^?]*/, formatEndpoint(address, port));
  const title = `Start it with -b ${url}`;
  if (has('/bin/rails'))
    return { title, command: ['bin/rails', 'server', '-b', address, '-p', String(port)] };
  // One that is told on the command line takes the place of all that its file has.
  const all = [url, ...binds.filter(each => !isHere(each))].flatMap(each => ['-b', each]);
  return has('/config.ru') ? { title, command: ['puma', ...all] } : { title, lost: true };
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
  startedAs: candidate => (isTitled(candidate) ? undefined : candidate.process.command),
  configuration: ({ process }, door) =>
    filesAt(
      door,
      ['config/puma.rb', 'bin/rails', 'config.ru'].map(name => `${startedIn(process) ?? ''}/${name}`),
    ),
  hidesOptions: true,
  listenAt: (situation, wanted, candidate) => {
    const url = `tcp://${formatEndpoint(wanted.address, wanted.port)}`;
    return [
      isTitled(candidate) ? byDirectory(situation, wanted) : rebound(situation, wanted, url, candidate),
    ];
  },
};
