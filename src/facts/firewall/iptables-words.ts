/**
 * The words of a line of iptables-save: quotes and backslashes as the tool writes them ("a \"b\"").
 */
export function wordsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(' ').filter(Boolean);
  const words: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g))
    words.push(quoted === undefined ? plain! : quoted.replace(/\\(.)/g, '$1'));
  return words;
}

/** One option with its values and whether a `!` stood before it. */
export interface Option {
  readonly name: string;
  readonly negated: boolean;
  readonly values: readonly string[];
}

/** A dash, or two, and a letter: no value looks so. */
function isOption(word: string | undefined): boolean {
  if (word === undefined || word.charCodeAt(0) !== 45) return false;
  const letter = word.charCodeAt(word.charCodeAt(1) === 45 ? 2 : 1) | 32;
  return letter >= 97 && letter <= 122;
}

/** Options whose one value is any text: what looks like an option there is none. */
const texts = new Set(['--comment', '--string', '--log-prefix', '--nflog-prefix']);

/** Groups the words of a rule (after `-A CHAIN`) into options. */
export function optionsOf(words: readonly string[]): Option[] {
  const options: Option[] = [];
  let negated = false;
  for (let at = 0; at < words.length; ) {
    const word = words[at++]!;
    if (word === '!' && isOption(words[at])) negated = true;
    else if (isOption(word)) {
      const values: string[] = texts.has(word) ? words.slice(at, ++at) : [];
      // A `!` belongs to the next option; an option's own values never start with a dash and a letter.
      while (at < words.length && !isOption(words[at]) && words[at] !== '!') values.push(words[at++]!);
      options.push({ name: word, negated, values });
      negated = false;
    }
  }
  return options;
}

/** The first value of the option with this name; undefined where it is not there or has none. */
export const argumentOf = (options: readonly Option[], name: string): string | undefined =>
  options.find(option => option.name === name)?.values[0];
