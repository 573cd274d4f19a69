import { formatEndpoint } from '../../net/address.js';
import { absolutePath, filesAt, folderOf, startedIn } from '../door.js';
import { editAt } from '../fixes/edit.js';
import type { Candidate, Program, Situation, Wanted } from '../program.js';
import { recognition, roleByCommand } from '../recognise.js';
import { decidingSettings, settingsBy } from '../sources/django-settings.js';

const ADDRESS = /^(\[[\da-f:]+\]|[\w.-]+:)?:?\d+$|^(\d+\.){3}\d+$/i;

/** Django's own command, and that of django-extensions, which takes the same address (django-extensions.readthedocs.io). */
const COMMAND = /^runserver(_plus)?$/;

const runsServer = ({ invocation }: Candidate): boolean =>
  /^(manage\.py|django-admin(\.py)?|django)$/.test(invocation.name) &&
  invocation.args.some(word => COMMAND.test(word));

const SIX = /^(-6|--ipv6)$/;
/** Options of these whose value is the next word. */
const VALUED =
  /^(-v|--verbosity|--settings|--pythonpath|--(cert|key|extra)-file|--cert|--reloader-(interval|type)|--exclude-pattern)$/;

/** With -6 an address of IPv4 is none: every address is [::] then, whose socket takes both families, and for one the option goes. */
function inFamily(args: readonly string[], { address, port }: Wanted, bound: string | undefined) {
  const six = args.some(word => SIX.test(word)) && !address.includes(':');
  if (six && address === '0.0.0.0' && bound !== '::')
    return { value: formatEndpoint('::', port), words: args };
  return { value: formatEndpoint(address, port), words: six ? args.filter(word => !SIX.test(word)) : args };
}

/** The arguments with `address:port` after runserver, in place of what stood there. */
function withEndpoint(args: readonly string[], value: string): readonly string[] {
  const at = args.findIndex(word => COMMAND.test(word));
  const old = args.findIndex(
    (word, index) => index > at && ADDRESS.test(word) && !VALUED.test(args[index - 1]!),
  );
  if (old < 0) return [...args.slice(0, at + 1), value, ...args.slice(at + 1)];
  return [...args.slice(0, old), value, ...args.slice(old + 1)];
}

/** Where hosts are set, with the list if it lets in those for localhost alone; a line that is indented may not count. */
const HOSTS =
  /^(?:[ \t]+ALLOWED_HOSTS\s*=|ALLOWED_HOSTS\s*=\s*(\[\s*\]|\[\s*["'](?:localhost|127\.0\.0\.1)["'][^[\]]*\])?)/gm;

/** An empty ALLOWED_HOSTS lets in requests for localhost alone, so other names would be turned away with a 400. The last one of a file counts. */
function hostEdits({ configuration }: Situation) {
  return decidingSettings(configuration).flatMap(file => {
    const last = [...file.text.matchAll(HOSTS)].at(-1);
    const list = last?.[1];
    if (list === undefined) return [];
    const end = last!.index + last![0].length;
    return editAt(file, end - list.length, end, "['*']") ?? [];
  });
}

/** Django's development server, `manage.py runserver` (docs.djangoproject.com, "django-admin"). */
export const program: Program = {
  id: 'django',
  title: 'Django',
  defaultPorts: [8000],
  defaultAddress: '127.0.0.1',
  speaks: 'http',
  recognise: candidate =>
    runsServer(candidate) ? recognition('Django', roleByCommand(candidate)) : undefined,
  configuration: ({ process, invocation }, door) => {
    const script = absolutePath(invocation.script ?? 'manage.py', startedIn(process));
    return filesAt(door, settingsBy(process, script, folderOf(script), door));
  },
  listenAt: (situation, wanted, { invocation }) => {
    const { value, words } = inFamily(invocation.args, wanted, situation.listener?.local.address);
    const edits = hostEdits(situation);
    const command = [...invocation.head, ...withEndpoint(words, value)];
    return [
      {
        title: `Start it with runserver ${value}`,
        command,
        ...(edits.length > 0
          ? {
              edits,
              risk: 'ALLOWED_HOSTS is opened for every name: list your own before it goes into service.',
            }
          : {}),
      },
    ];
  },
};
