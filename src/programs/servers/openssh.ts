import { familyOf, formatEndpoint } from '../../net/address.js';
import { absolutePath, filesAt, startedIn } from '../door.js';
import { boundBy, directiveEdits } from '../fixes/directive.js';
import { edited, editMatch } from '../fixes/edit.js';
import { wantsBeside } from '../fixes/family-both.js';
import { expandPattern } from '../include.js';
import { literal } from '../literal.js';
import { optionValue, optionValues } from '../options.js';
import type { Candidate, Change, Edit, Program, Situation, Wanted } from '../program.js';
import { recognition } from '../recognise.js';

const TITLE = /^sshd: (\/.*?) \[listener\]/;

function startedAs({ process }: Candidate): readonly string[] | undefined {
  const title = TITLE.exec(process.command[0] ?? '')?.[1];
  return title ? title.split(' ') : process.command;
}

/** A plain IPv6 address has colons too. */
const PORT = /^[ \t]*(?:Port[ \t=]+"?|ListenAddress[ \t=]+"?(?:[^\s:[\]=]+|\[[^\s\]]+\]):)(\d+)/gim;

/** The ports of sshd itself (sshd_config(5): Port, 22 without one; ListenAddress; sshd(8): -p, -o). What else it holds was forwarded to it. */
function ownPorts({ configuration }: Situation, candidate: Candidate): readonly number[] {
  const words = startedAs(candidate) ?? [];
  const text = [...configuration.map(each => each.text), ...optionValues(words, ['-o'])].join('\n');
  const told = optionValues(words, ['-p']);
  const lines = [...text.matchAll(PORT)];
  const usual = told.length > 0 || lines.some(([line]) => /^[ \t]*Port/i.test(line)) ? [] : [22];
  return [...usual, ...[...told, ...lines.map(([, port]) => port)].map(Number)];
}

/** sshd binds forwarded ports to loopback, whatever the client asks for, while GatewayPorts is no (sshd_config(5)). */
const forwarded = ({ address, port }: Wanted): Change => ({
  title: 'Let forwarded ports be reached from elsewhere',
  byHand: `This port was forwarded here by ssh -R. In /etc/ssh/sshd_config: GatewayPorts clientspecified; then restart sshd (as root). On the machine that forwards: ssh -R ${formatEndpoint(address, port)}:localhost:PORT …`,
});

/** A line for every address of the other family beside the one that is there: its sockets of IPv6 take no IPv4 (listen_on_addrs in sshd.c). */
function secondAddress(situation: Situation, { address, port }: Wanted): readonly Edit[] {
  const own = boundBy(situation).map(literal).join('|');
  const line = new RegExp(`^[ \\t]*ListenAddress[ \\t]+(?:${own})(?::\\d+)?[ \\t]*(?:[ \\t]#.*)?$`, 'im');
  return situation.configuration.flatMap(
    file =>
      editMatch(file, line, ([all]) => {
        const named = /(?:\]|\.\d{1,3}|localhost):(\d+)/.exec(all)?.[1];
        return `${all}\nListenAddress ${named ? formatEndpoint(address, port) : address}`;
      }) ?? [],
  );
}

/** The line that keeps sshd to one family changed, beside other edits: with it, it does not start with an address of the other. */
function anyFamily(
  { configuration }: Situation,
  { address }: Wanted,
  others: readonly Edit[],
): readonly Edit[] {
  const only =
    familyOf(address) === 6
      ? /^[ \t]*AddressFamily[ \t]+(inet)\b/im
      : /^[ \t]*AddressFamily[ \t]+(inet6)\b/im;
  return configuration.flatMap(file => editMatch({ ...file, text: edited(file, others) }, only, 'any') ?? []);
}

/** OpenSSH's server (sshd_config(5): ListenAddress, Port). */
export const program: Program = {
  id: 'openssh',
  title: 'OpenSSH',
  takesBeside: true,
  defaultPorts: [22],
  portLine: { file: /\/sshd_config|\.conf$/, line: PORT, counts: 'all' },
  defaultAddress: '0.0.0.0',
  fileAlone: true,
  goesOnWithout: true,
  speaks: 'server-first',
  onHangUp: 'reads its configuration again',
  daemonises: candidate => !(startedAs(candidate) ?? []).some(word => /^-\w*[Dd]$/.test(word)),
  startedAs,
  rehearsal: command => [...command, '-t'],
  rehearsesAlone: true,
  recognise: ({ process, invocation }) => {
    const title = process.command[0] ?? '';
    if (invocation.name !== 'sshd' && !title.startsWith('sshd: ')) return undefined;
    return recognition('OpenSSH', title.startsWith('sshd: ') && !TITLE.test(title) ? 'worker' : 'master');
  },
  configuration: (candidate, door) => {
    const main = optionValue(startedAs(candidate) ?? [], ['-f']) ?? '/etc/ssh/sshd_config';
    const included = [...(door.read(main) ?? '').matchAll(/^[ \t]*Include\s+(\S+)/gim)].flatMap(match =>
      expandPattern(door, match[1]!.startsWith('/') ? match[1]! : `/etc/ssh/${match[1]}`),
    );
    return filesAt(door, [main, ...included]);
  },
  logs: candidate => {
    const named = optionValue(startedAs(candidate) ?? [], ['-E']) ?? '/var/log/auth.log';
    return [absolutePath(named, startedIn(candidate.process))];
  },
  listenAt: (situation, wanted, candidate) => {
    if (!ownPorts(situation, candidate).includes(wanted.port)) return [forwarded(wanted)];
    const beside = wantsBeside(situation, wanted) ? secondAddress(situation, wanted) : [];
    if (beside.length > 0)
      return [
        {
          title: `Give sshd_config a ListenAddress ${wanted.address} too`,
          edits: [...beside, ...anyFamily(situation, wanted, beside)],
        },
      ];
    const edits = directiveEdits(
      situation,
      wanted,
      /^[ \t]*ListenAddress\s+(\[[^\]\s]+\]|[\w.]+):(\d+)(?=\s*$|\s+#)/gim,
      /^[ \t]*ListenAddress\s+([\w.:]+)(?=\s*$|\s+#)/gim,
    );
    const family = anyFamily(situation, wanted, edits);
    if (edits.length > 0)
      return [{ title: "Write the address in sshd_config's ListenAddress", edits: [...edits, ...family] }];
    return family.length > 0 ? [{ title: "Let sshd_config's AddressFamily be any", edits: family }] : [];
  },
};
