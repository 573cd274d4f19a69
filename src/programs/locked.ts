import type { ConfigurationFile } from '../facts/configuration/types.js';
import type { Edit, Situation } from './program.js';

/** Files of these edits that the caller may not write, with why, as access(2) says it. */
export const lockedFiles = (
  edits: readonly Edit[],
  files: readonly ConfigurationFile[],
): readonly ConfigurationFile[] =>
  files.filter(file => file.locked !== undefined && edits.some(edit => edit.file === file.path));

/** The situation as root would see it, for a fix that has to edit what the caller may not. */
export function asRoot(situation: Situation): Situation {
  const { unwritable: _, ...process } = situation.process;
  return { ...situation, process, machine: { ...situation.machine, uid: 0 } };
}

/** What only a person can do, because nobody can write the file as it is: where the change belongs, in words. */
export function lockedText({ path, locked }: ConfigurationFile, edits: readonly Edit[]): string {
  const why =
    locked === 'EROFS'
      ? 'lies on a file system that is read-only, so it is changed where that is made'
      : 'is immutable (lsattr shows it), so whoever made it that must allow the change first (chattr -i)';
  const changes = edits
    .filter(edit => edit.file === path)
    .map(({ find, replace }) => `${find.trim()}\nbecomes\n${replace.trim()}`);
  return [`${path} ${why}:`, ...changes, 'Then restart the server.'].join('\n');
}

const MANAGED =
  /\b(?:managed|maintained|generated|written|created) (?:automatically )?by\b|\bautomatically generated\b|\bdo not (?:edit|modify)\b/i;

/** That a program writes the file anew, where its head says so: one sentence. */
export function managedBy(edits: readonly Edit[], files: readonly ConfigurationFile[]): string | undefined {
  const file = files.find(
    ({ path, text }) => edits.some(edit => edit.file === path) && MANAGED.test(text.slice(0, 600)),
  );
  return file && `${file.path} says that a program writes it: make the change there too, or it is lost.`;
}
