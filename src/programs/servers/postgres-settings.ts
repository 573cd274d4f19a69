import type { ConfigurationFile } from '../../facts/configuration/types.js';
import { isHbaFile } from '../access/pg-hba.js';
import { optionValue } from '../options.js';

/** A setting of PostgreSQL as it was set last, with the file. */
export interface Set {
  readonly value: string;
  /** Null: on the command line. */
  readonly file: ConfigurationFile | null;
}

const isAuto = ({ path }: ConfigurationFile): boolean => path.endsWith('.auto.conf');

/** A line that reads one further file; of a folder, those that are there were read. */
const INCLUDE = /^[ \t]*include(?:_if_exists)?[ \t=]*'(?:[^'\n]*\/)?([^'/\n]+)'/gim;

/**
 * What PostgreSQL was told of a setting, by its command line and files (postgresql.org, "Setting Parameters"); null:
 * nothing, so it has its default; undefined where its files were not all read, or contradict each other. Total.
 */
export function postgresSetting(
  files: readonly ConfigurationFile[],
  args: readonly string[],
  name: string,
): Set | null | undefined {
  const given = args.flatMap(word => new RegExp(`^(?:--)?${name}=(.*)$`).exec(word)?.[1] ?? []).at(-1);
  const short = name === 'max_connections' ? optionValue(args, ['-N']) : undefined;
  if (given ?? short) return { value: given ?? short ?? '', file: null };
  const read = files.filter(file => !isHbaFile(file));
  const line = new RegExp(`^[ \\t]*${name}(?:[ \\t]*=[ \\t]*|[ \\t]+)'?([\\w.-]+)`, 'gim');
  const found = read.flatMap(file => {
    const value = [...file.text.matchAll(line)].at(-1)?.[1];
    return value === undefined ? [] : [{ value, file }];
  });
  const auto = found.find(({ file }) => isAuto(file));
  if (auto) return auto;
  const included = read.flatMap(({ text }) => [...text.matchAll(INCLUDE)].map(match => match[1] ?? ''));
  const whole = included.every(each => read.some(({ path }) => path.endsWith(`/${each}`)));
  if (!whole || !read.some(({ path }) => path.endsWith('.conf'))) return undefined;
  if (found.some(({ value }) => value !== found[0]?.value)) return undefined;
  return found.at(-1) ?? null;
}
