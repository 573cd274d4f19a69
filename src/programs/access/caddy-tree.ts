import type { Line } from '../proxies/upstreams-others.js';

/** A line of a Caddyfile with the lines of its block. */
export interface Node extends Line {
  readonly block: Node[];
}

/** Nobody nests blocks so deep. */
const DEEPEST = 50;

function treeOf(lines: readonly Line[]): readonly Node[] {
  const root: Node[] = [];
  const open = [root];
  for (const line of lines) {
    if (line.text === '}') {
      if (open.length > 1) open.pop();
      continue;
    }
    const node = { ...line, block: [] };
    open.at(-1)!.push(node);
    if (line.text.endsWith('{') && open.length < DEEPEST) open.push(node.block);
  }
  return root;
}

/** Snippets within one another, at most. */
const DEPTH = 5;
/** Lines that imports may come to: snippets that import one another would never end. */
const MOST = 5000;

/** The tree with each snippet, `(office) { … }`, in the place of `import office`. */
function withSnippets(root: readonly Node[]): readonly Node[] {
  const snippets = new Map(
    root.flatMap(({ text, block }) => {
      const name = /^\(([^)]+)\)\s*\{$/.exec(text)?.[1];
      return name === undefined ? [] : [[name, block] as const];
    }),
  );
  if (snippets.size === 0) return root;
  let spent = 0;
  const expanded = (block: readonly Node[], depth: number): Node[] =>
    block.flatMap(node => {
      const snippet = snippets.get(/^import\s+(\S+)/.exec(node.text)?.[1] ?? '');
      spent += 1;
      if (!snippet || depth > DEPTH || spent > MOST) return [{ ...node, block: expanded(node.block, depth) }];
      return expanded(snippet, depth + 1);
    });
  return expanded(root, 0);
}

/** The lines of Caddyfiles with their blocks, snippets in the places where they are imported. */
export const caddyTree = (lines: readonly Line[]): readonly Node[] => withSnippets(treeOf(lines));
