/** Targets, and what they need; no assignment (`:=`, `::=`). */
const header = /^([^\s#:=][^#:=]*)::?(?!:?=)([^=]*)$/;
const assignment = /^(\w+)[ \t]*[:?]{0,2}=[ \t]*([^\n#]*)/gm;
/** What tells make how to run a line, and is none of it. */
const quiet = /^\t[\s@+-]*/;
/** Options whose value is the next word. */
const valued = /^-[CfIjloW]$/;

interface Rule {
  readonly needs: string[];
  readonly recipe: string[];
}

const wordsOf = (text: string): readonly string[] => text.trim().split(/\s+/).filter(Boolean);

/** Its rules, by target. */
function rulesOf(text: string): ReadonlyMap<string, Rule> {
  const rules = new Map<string, Rule>();
  const ruleOf = (target: string): Rule => {
    const rule = rules.get(target) ?? { needs: [], recipe: [] };
    rules.set(target, rule);
    return rule;
  };
  let open: readonly Rule[] = [];
  for (const line of text.split('\n')) {
    const [, targets, needs = ''] = header.exec(line) ?? [];
    if (targets !== undefined) {
      open = wordsOf(targets).map(ruleOf);
      for (const each of open) each.needs.push(...wordsOf(needs));
    } else if (line.startsWith('\t')) for (const each of open) each.recipe.push(line.replace(quiet, ''));
  }
  return rules;
}

/**
 * What make runs of a Makefile, with its variables' values: the recipes of its goals and of what these need, of the first
 * target where none is named ("How make Processes a Makefile" in its manual). `args`: the words behind `make`.
 */
export function recipesOf(text: string, args: readonly string[]): string {
  const rules = rulesOf(text);
  const named = args.filter((word, at) => rules.has(word) && !valued.test(args[at - 1] ?? ''));
  const first = [...rules.keys()].filter(each => !each.startsWith('.')).slice(0, 1);
  const goals = new Set(named.length > 0 ? named : first);
  for (const each of goals) for (const need of rules.get(each)?.needs ?? []) goals.add(need);
  const variables = new Map([...text.matchAll(assignment)].map(([, name, value]) => [name, value!.trim()]));
  return [...goals]
    .flatMap(each => rules.get(each)?.recipe ?? [])
    .join('\n')
    .replace(/\$[({](\w+)[)}]/g, (whole, name: string) => variables.get(name) ?? whole);
}
