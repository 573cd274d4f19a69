#!/usr/bin/env node
/**
 * Starts a new cause: `npm run new-cause bind/example "The title"` writes its rule, its page and its test, adds the
 * code to src/causes.ts and lists the rule. `--index` only lists the rules that there are in src/rules/index.ts.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const causesFile = join(root, 'src/causes.ts');
const indexFile = join(root, 'src/rules/index.ts');

/** The codes in src/causes.ts, in their order there. */
const codes = () =>
  [...readFileSync(causesFile, 'utf8').matchAll(/^ {2}'([a-z]+\/[a-z0-9-]+)':/gm)].map(match => match[1]);

/** The layers in src/causes.ts. */
function layers() {
  const list = /export const layers = \[([^\]]*)\]/.exec(readFileSync(causesFile, 'utf8'))?.[1] ?? '';
  return [...list.matchAll(/'([a-z]+)'/g)].map(match => match[1]);
}

const camelCase = code => code.replace(/[/-]([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/** The codes that have a rule; other files beside the rules are what rules share. */
function codesWithRule() {
  const known = new Set(codes());
  const folder = join(root, 'src/rules');
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .flatMap(({ name: layer }) =>
      readdirSync(join(folder, layer))
        .filter(file => file.endsWith('.ts'))
        .map(file => `${layer}/${file.slice(0, -3)}`),
    )
    .filter(code => known.has(code))
    .sort();
}

function writeIndex() {
  const found = codesWithRule();
  const imports = found.map(code => `import { rule as ${camelCase(code)} } from './${code}.js';`);
  const text = [
    '// Written by `npm run new-cause -- --index` from the folders beside it.',
    ...imports,
    "import type { Rule } from './rule.js';",
    '',
    '/** Every rule, sorted by its code. */',
    'export const rules: readonly Rule[] = [',
    ...found.map(code => `  ${camelCase(code)},`),
    '];',
    '',
  ].join('\n');
  writeFileSync(indexFile, text);
  tidy(indexFile);
  console.log(`src/rules/index.ts lists ${found.length} rules`);
}

/** Gives files the project's own format. */
function tidy(...files) {
  const biome = join(root, 'node_modules/.bin/biome');
  if (existsSync(biome))
    spawnSync(biome, ['check', '--write', ...files.map(file => relative(root, file))], { cwd: root });
}

const ruleText = code => `import { defineRule } from '../rule.js';

/** Says in one sentence what must be seen for ${code} to be certain. */
export const rule = defineRule({
  code: '${code}',
  needs: ['sockets'],
  check(_facts, _question) {
    return undefined;
  },
});
`;

const testText = (code, title) => `import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/${code}.js';

describe(${JSON.stringify(`${code}: ${title}`)}, () => {
  it('carries its own code', () => expect(rule.code).toBe('${code}'));
  it.todo('is found where the machine has it');
  it.todo('is ruled out on its look-alikes');
  it.todo('is unchecked where it cannot be seen');
});
`;

const pageText = (code, title) => `# ${title}

Code: \`${code}\`

## What it means

What is wrong, in words for somebody in trouble.

## How netcheck knows

What it reads, and what it must see there.

## Looks the same, is not

The causes that a client cannot tell from this one, and how to.

## What to do

The commands to type.

## See also

Pages of related causes, manual pages, RFCs.
`;

/** Writes a file that is not there yet. */
function writeNew(path, text) {
  const file = join(root, path);
  if (existsSync(file)) return console.log(`kept     ${path}`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  tidy(file);
  console.log(`written  ${path}`);
}

/** Adds a code at the end of the list in src/causes.ts: codes are append-only. */
function addCode(code, title) {
  const text = readFileSync(causesFile, 'utf8');
  const end = text.indexOf('\n} as const;');
  writeFileSync(
    causesFile,
    `${text.slice(0, end)}\n  '${code}': ${JSON.stringify(title)},${text.slice(end)}`,
  );
  tidy(causesFile);
  console.log(`added    ${code} to src/causes.ts`);
}

/** The title that src/causes.ts has for a code. */
function titleOf(code) {
  const line = readFileSync(causesFile, 'utf8')
    .split('\n')
    .find(text => text.startsWith(`  '${code}':`));
  return line?.slice(line.indexOf(':') + 3, -2) ?? code;
}

function newCause(code, title) {
  const known = codes().includes(code);
  if (!known) addCode(code, title ?? code);
  const name = title ?? titleOf(code);
  writeNew(`src/rules/${code}.ts`, ruleText(code));
  writeNew(`test/rules/${code}.test.ts`, testText(code, name));
  writeNew(`docs/causes/${code}.md`, pageText(code, name));
  writeIndex();
}

function main([first, title]) {
  if (first === '--index') return writeIndex();
  const [layer] = (first ?? '').split('/');
  if (!/^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/.test(first ?? '') || !layers().includes(layer)) {
    console.error('usage: npm run new-cause LAYER/NAME "TITLE"    or    npm run new-cause -- --index');
    console.error(`layers: ${layers().join(' ')}`);
    process.exitCode = 2;
    return;
  }
  newCause(first, title);
}

main(process.argv.slice(2));
