import fc from 'fast-check';
import { describe, it } from 'vitest';
import { programs } from '../../src/programs/index.js';
import { expectUnpolluted, mutants } from '../support/mutate.js';
import { configurations } from './configurations.js';
import { above, at, commandsOf, follow, followOn } from './follow.js';

const texts = Object.values(configurations);
const paths = Object.keys(configurations);

/** All files, a few of them damaged or mixed up. */
const mutatedFiles = fc
  .array(
    fc
      .constantFrom(...paths)
      .chain(path => fc.tuple(fc.constant(path), fc.oneof(mutants([configurations[path]!]), mutants(texts)))),
    { maxLength: 6 },
  )
  .map(damaged => ({ ...configurations, ...Object.fromEntries(damaged) }));

const mutatedCommand = (commands: readonly (readonly string[])[]) =>
  mutants(commands.map(command => command.join('\0'))).map(text => text.split('\0'));

describe.each(programs.map(program => [program.id, program] as const))('%s', (_, program) => {
  const commands = commandsOf(program);

  it('copes with damaged files and command lines', () => {
    const command = fc.oneof(fc.constantFrom(...commands), mutatedCommand(commands));
    fc.assert(
      fc.property(command, fc.constantFrom(...above), mutatedFiles, (words, parent, files) => {
        const { program: name, configuration } = follow(at(words), parent, files);
        followOn(configuration, [name, 'nginx', 'Apache', 'HAProxy', 'Caddy']);
      }),
      { numRuns: 12 },
    );
    expectUnpolluted();
  });
});
