import { type CauseCode, layerOf, layers } from '../causes.js';
import type { Diagnosis } from '../diagnosis/types.js';
import { formatEndpoint } from '../net/address.js';
import { escaped } from './escape.js';
import { questionTyped } from './question.js';
import type { Style } from './style.js';
import { indented } from './wrap.js';

/** Causes that say what is seen, and not what it comes of: what was not looked at may tell. */
const symptoms: readonly CauseCode[] = [
  'http/no-response',
  'http/empty-reply',
  'tcp/reset',
  'remote/refused',
  'remote/filtered',
];

/** Nobody knows why it fails, or only how: the errors, if any, are symptoms. */
const isUnexplained = ({ verdict, causes, unchecked }: Diagnosis): boolean =>
  verdict !== 'reachable' &&
  (unchecked.some(({ code }) => hiders.includes(code)) ||
    !causes.some(each => each.severity === 'error' && !symptoms.includes(each.code)));

/** Causes by which another program than the one that was meant answers, whatever is wrong with its answer. */
const hiders: readonly CauseCode[] = ['port/shadowed', 'port/shared'];

/** What could not be looked at, from the layer of the first error outwards: what lies near a symptom tells most of it. */
function nearestFirst({ causes, unchecked }: Diagnosis): Diagnosis['unchecked'] {
  const error = causes.find(each => each.severity === 'error');
  if (!error) return unchecked;
  const distance = (code: CauseCode) =>
    Math.abs(layers.indexOf(layerOf(code)) - layers.indexOf(layerOf(error.code)));
  return unchecked.toSorted((one, two) => distance(one.code) - distance(two.code));
}

/** What it would take to decide, where the verdict is open, or the cause. */
export function undecided(diagnosis: Diagnosis, style: Style): string {
  const { verdict, reach } = diagnosis;
  const { columns } = style;
  const open = verdict === 'inconclusive' || reach.some(each => each.outcome === 'unknown');
  if (!open && !isUnexplained(diagnosis)) return '';
  const all = [...new Set(nearestFirst(diagnosis).map(each => each.lacks))];
  // The reason of one may be all of another.
  const lacks = all.filter(one => !all.some(other => other !== one && other.includes(one))).slice(0, 3);
  const tried = reach.find(each => each.outcome === 'unknown' && each.says)?.says;
  if (lacks.length === 0) return tried ? byAttempt(tried, diagnosis, style).join('\n') : '';
  const words = indented(`Not certain: ${escaped(lacks.join('; '))}.`, 2, columns);
  return [words, ...whatItTakes(lacks, diagnosis, style)].join('\n');
}

/** Nothing else was left to look at: the attempt from here got no answer, or the cause that is named had stopped it. */
function byAttempt(tried: string, diagnosis: Diagnosis, style: Style): readonly string[] {
  const { columns } = style;
  if (isUnexplained(diagnosis))
    return [
      indented(`Nothing that was looked at is in the way. What was tried: ${escaped(tried)}.`, 2, columns),
      ...fromThere('To know it', diagnosis, style),
    ];
  const open = 'What stops the attempt from here leaves open whether others get an answer.';
  return [indented(open, 2, columns), ...fromThere('To know it', diagnosis, style)];
}

/** The attempt to make from another machine, where what it meets is not known; of a name, a port to ask instead. */
function fromThere(when: string, { reach, target }: Diagnosis, { columns }: Style): readonly string[] {
  if (reach.length === 0 && target.kind === 'program')
    return [indented(`${when}: ask by its port (netcheck ports lists those that listen).`, 2, columns)];
  const there = reach.find(each => each.outcome === 'unknown' && each.from !== 'self' && each.address);
  return there
    ? [
        indented(
          `${when}: try ${formatEndpoint(there.address, there.port)} from a machine there.`,
          2,
          columns,
        ),
      ]
    : [];
}

/** What it would take to look: root, or for the root of a container, more than the container gives it. */
function whatItTakes(lacks: readonly string[], diagnosis: Diagnosis, style: Style): readonly string[] {
  const { columns, theme, asUser } = style;
  const says = (text: string) => indented(text, 2, columns);
  if (asUser && lacks.some(each => /\broot\b/.test(each)))
    return [
      says('Root can see it:'),
      `    ${theme.command(`sudo netcheck why ${questionAgain(diagnosis, style)}`)}`,
      ...fromThere('Without root', diagnosis, style),
    ];
  const given = lacks.flatMap(each => /(?<=CAP_)(?:NET_ADMIN|SYS_PTRACE)/.exec(each) ?? []);
  return given.length > 0
    ? [
        says(
          `In a container: ask on the machine itself, or start the container with ${[...new Set(given)].map(each => `--cap-add ${each}`).join(' ')}.`,
        ),
      ]
    : fromThere('To know it', diagnosis, style);
}

/** The same question as it was typed: the target, the family and the client. */
export function questionAgain({ target, from }: Diagnosis, { family }: Style): string {
  return questionTyped(target.input, family, from.length === 1 && from[0] !== 'self' ? from[0] : undefined);
}
