import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { glob } from '../glob.js';
import { optionValues } from '../options.js';

/** The line or option by which dnsmasq leaves the packets of an interface unanswered. */
export interface Ignoring {
  readonly text: string;
  /** Null for an option of its command line. */
  readonly file: string | null;
}

interface Setting extends Ignoring {
  readonly values: readonly string[];
}

function settings(
  files: readonly ConfigurationFile[],
  args: readonly string[],
  name: string,
  options: readonly string[],
): readonly Setting[] {
  const inFiles = files.flatMap(({ path, text }) =>
    [...text.matchAll(new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*(\\S+)`, 'gm'))].map(match => ({
      text: match[0].trim(),
      file: path,
      values: (match[1] ?? '').split(','),
    })),
  );
  const given = optionValues(args, [`--${name}`, ...options]).map(value => ({
    text: `--${name}=${value}`,
    file: null,
    values: value.split(','),
  }));
  return [...inFiles, ...given];
}

/**
 * Without bind-interfaces or bind-dynamic dnsmasq binds all addresses, and drops by itself what comes to the wrong place
 * (dnsmasq(8): --interface, --except-interface, --listen-address). Undefined where it answers `input`, asked at `address`.
 */
export function ignoredBy(
  files: readonly ConfigurationFile[],
  args: readonly string[],
  input: string,
  address: string,
): Ignoring | undefined {
  const lines = files.map(({ text }) => text).join('\n');
  if (
    /^[ \t]*bind-(interfaces|dynamic)(?=\s*$|\s+#)/m.test(lines) ||
    args.some(word => /^(-z|--bind-(interfaces|dynamic))$/.test(word))
  )
    return undefined;
  const names = ({ values }: Setting) => values.some(value => glob(value)(input));
  const except = settings(files, args, 'except-interface', ['-I']).find(names);
  if (except) return except;
  const wanted = settings(files, args, 'interface', ['-i']);
  const at = settings(files, args, 'listen-address', ['-a']);
  const first = wanted[0] ?? at[0];
  const answered = wanted.some(names) || at.some(({ values }) => values.includes(address));
  return first && !answered ? first : undefined;
}
