import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CauseCode, causes, layerOf, layers } from '../causes.js';
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
  const code = options.code.replace(/^docs\/causes\//, '').replace(/\.md$/, '');
  if (!isCode(code))
    throw new UsageError(`there is no cause ${JSON.stringify(options.code.slice(0, 80))}`, nearest(code));
  try {
    context.out(renderPage(readFileSync(pageOf(code), 'utf8'), theme, context.columns));
  } catch {
    throw new UsageError(`the page of ${code} is missing from this installation`);
  }
  return 0;
}

function list(theme: Theme): string {
  const codes = Object.keys(causes) as CauseCode[];
  const wide = Math.max(...codes.map(code => code.length));
  return layers
    .map(layer => codes.filter(code => layerOf(code) === layer))
    .map(group => group.map(code => `${theme.strong(code.padEnd(wide))}  ${causes[code]}\n`).join(''))
    .join('\n');
}

/** The codes that the person may have meant. */
function nearest(code: string): string {
  const asked = code.toLowerCase();
  const word = asked.slice(asked.indexOf('/') + 1);
  const likeness = (each: string) => (each.startsWith(asked) ? 0 : each.endsWith(`/${word}`) ? 1 : 2);
  const near = Object.keys(causes)
    .filter(each => word.length > 2 && each.includes(word))
    .sort((a, b) => likeness(a) - likeness(b));
  return near.length ? `perhaps ${near.slice(0, 3).join(', ')}` : 'netcheck explain lists them all';
}
