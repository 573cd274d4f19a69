import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CauseCode, causes, layerOf, layers } from '../causes.js';
import { distance } from '../net/distance.js';
import { renderPage } from '../render/page.js';
import { loadTheme, type Theme } from '../render/theme.js';
import { type Context, UsageError } from './context.js';

const isCode = (code: string): code is CauseCode => Object.hasOwn(causes, code);

/** The pages lie beside the bundles' folder, in the repository and in the package alike. */
const pageOf = (code: CauseCode) => join(import.meta.dirname, `../docs/causes/${code}.md`);

/** `netcheck explain`: the page of one cause; without a code, the list. */
export async function run(
  options: { readonly code?: string | undefined },
  context: Context,
): Promise<number> {
  const theme = await loadTheme(context.colour);
  if (options.code === undefined) {
    context.out(list(theme));
    return 0;
  }
  const code = options.code
    .toLowerCase()
    .replace(/^docs\/causes\//, '')
    .replace(/(?:\.md|\/)$/, '');
  if (layers.some(layer => layer === code)) {
    context.out(list(theme, code));
    return 0;
  }
  if (!isCode(code))
    throw new UsageError(`there is no cause ${JSON.stringify(options.code.slice(0, 80))}`, nearest(code));
  context.out(renderPage(textOf(code), theme, context.columns));
  return 0;
}

function textOf(code: CauseCode): string {
  try {
    return readFileSync(pageOf(code), 'utf8');
  } catch {
    throw new UsageError(`the page of ${code} is missing from this installation`);
  }
}

/** The codes with their titles, all of them or those of one layer. */
function list(theme: Theme, only?: string): string {
  const codes = (Object.keys(causes) as CauseCode[]).filter(
    code => only === undefined || layerOf(code) === only,
  );
  const wide = Math.max(...codes.map(code => code.length));
  return layers
    .map(layer => codes.filter(code => layerOf(code) === layer))
    .filter(group => group.length > 0)
    .map(group => group.map(code => `${theme.strong(code.padEnd(wide))}  ${causes[code]}\n`).join(''))
    .join('\n');
}

/** The codes that the person may have meant. */
function nearest(code: string): string {
  const asked = code.toLowerCase();
  const word = asked.slice(asked.indexOf('/') + 1);
  const likeness = (each: string) =>
    each.startsWith(asked) ? 0 : each.endsWith(`/${word}`) ? 1 : each.includes(`/${word}`) ? 2 : 3;
  const codes = Object.keys(causes);
  const near = codes
    .filter(each => word.length > 2 && each.includes(word))
    .sort((a, b) => likeness(a) - likeness(b));
  const meant = near.length > 0 ? near : codes.filter(each => isMistyped(asked, each));
  return meant.length ? `perhaps ${meant.slice(0, 3).join(', ')}` : 'netcheck explain lists them all';
}

/** Whether a word is a code, or a code without its layer, with no more than two letters wrong, missing or too many. */
const isMistyped = (word: string, code: string): boolean =>
  word.length > 4 && [code, code.slice(code.indexOf('/') + 1)].some(each => distance(word, each) <= 2);
