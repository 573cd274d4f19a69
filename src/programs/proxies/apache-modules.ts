import type { Line } from './upstreams-others.js';

const LOADS = /^LoadModule\s+(\S+)/i;

/** Modules that are loaded, as LoadModule names them. */
export const modulesOf = (lines: readonly Line[]): ReadonlySet<string> =>
  new Set(lines.flatMap(({ text }) => LOADS.exec(text)?.[1] ?? []));

/** Built into every Apache 2.4 that reads Require at all. */
const BUILT_IN = new Set(['authz_core_module', 'authz_host_module', 'mod_authz_core.c', 'mod_authz_host.c']);

/** Whether what <IfModule> says of a module holds. */
export function ifModule(words: string, modules: ReadonlySet<string>): boolean {
  const name = words.replace(/^!/, '').replace(/"/g, '').trim();
  const loaded = BUILT_IN.has(name) || modules.has(name.replace(/^mod_(.*)\.c$/, '$1_module'));
  return loaded !== words.startsWith('!');
}

/**
 * Without the lines for want of a module that is there, as those for Apache 2.2: others may be built in, and not named.
 * What loads it may stand in such lines itself, and did count.
 */
export function withModules(lines: readonly Line[]): readonly Line[] {
  const modules = modulesOf(lines);
  let dead = 0;
  return lines.filter(({ text }) => {
    const words = /^<IfModule\s+([^>]+)>/i.exec(text)?.[1];
    if (words !== undefined && (dead > 0 || (words.startsWith('!') && !ifModule(words, modules)))) dead += 1;
    const isDead = dead > 0;
    if (isDead && /^<\/IfModule>/i.test(text)) dead -= 1;
    return !isDead || LOADS.test(text);
  });
}
