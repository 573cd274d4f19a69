import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spellings, withAddress } from '../../src/programs/fixes/address-words.js';
import { editAt, editsAt } from '../../src/programs/fixes/edit.js';
import { expandPattern } from '../../src/programs/include.js';
import { optionValue, withOption } from '../../src/programs/options.js';
import { commandLine } from '../../src/programs/shell.js';
import { file } from './situation.js';

describe('a line of shell', () => {
  it('gives back every word as it was', () => {
    const word = fc.string({
      unit: fc.constantFrom(...'ab \'"$`\\\n\t*?~#!&;|<>()[]{}=%é\u0001\u009b\u202e'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), words => {
        const line = commandLine(words);
        // Nothing that drives a terminal is in it.
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
        const printed = execFileSync('bash', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
        expect(printed.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a backslash that fish would take for an escape out of its quotes', () =>
    expect(commandLine(["it's", 'a\\b\\\\c', 'd \\'])).toBe(String.raw`'it'\''s' 'a\b'\\'\c' 'd '\\''`));
});

describe('an option', () => {
  const names = ['--bind', '-b'];
  it.each([
    [[], ['--bind', 'X']],
    [
      ['-b', '1'],
      ['-b', 'X'],
    ],
    [
      ['-b1', 'app'],
      ['-bX', 'app'],
    ],
    [['--bind=1'], ['--bind=X']],
    [
      ['--bind', '1', '-b', '2', 'app'],
      ['--bind', 'X', 'app'],
    ],
    [
      ['app', '--', '-b', '1'],
      ['app', '--bind', 'X', '--', '-b', '1'],
    ],
  ])('%j becomes %j', (before, after) => expect(withOption(before, names, 'X')).toEqual(after));

  it('has the value that was given last', () => {
    expect(optionValue(['--bind', '1', '-b2'], names)).toBe('2');
    expect(optionValue(['--binder', '1'], names)).toBeUndefined();
  });

  it('sets once what an option with a joint = holds already', () =>
    expect(withOption(['--listen=127.0.0.1:80', 'main:app'], ['--listen='], '0.0.0.0:80')).toEqual([
      '--listen=0.0.0.0:80',
      'main:app',
    ]));
});

describe('an address in a word', () => {
  const wanted = { address: '0.0.0.0', port: 8000 };
  const bound = spellings('127.0.0.1');

  it('is the IPv4 one where a socket of IPv6 holds it', () =>
    expect(spellings('::ffff:127.0.0.1')).toEqual(bound));

  it.each([
    ['127.0.0.1:8000', '', '0.0.0.0:8000'],
    ['--listen=127.0.0.1:8000', '', '--listen=0.0.0.0:8000'],
    ['tcp://localhost:8000', '', 'tcp://0.0.0.0:8000'],
    ['http://localhost:8000/shop', '', 'http://0.0.0.0:8000/shop'],
    ['127.0.0.1', '--host', '0.0.0.0'],
    ['--http.addr=127.0.0.1', '', '--http.addr=0.0.0.0'],
    ['-Dserver.address=localhost', '', '-Dserver.address=0.0.0.0'],
    ['127.0.0.1', '--db-host', undefined],
    ['127.0.0.1', '', undefined],
    ['127.0.0.1:5432', '', undefined],
    ['127.0.0.1:80001', '', undefined],
    ['1127.0.0.1:8000', '', undefined],
  ])('%s after %s becomes %s', (word, name, after) =>
    expect(withAddress(word, name, bound, wanted)).toBe(after),
  );
});

describe('an edit', () => {
  it('looks for the least that occurs once', () => {
    const one = file('/srv/a', 'a = 127.0.0.1\n');
    expect(editAt(one, 4, 13, 'X')).toEqual({ file: '/srv/a', find: '127.0.0.1', replace: 'X' });
    const two = file('/srv/a', 'a = 127.0.0.1\nb = 127.0.0.1\n');
    expect(editAt(two, 18, 27, 'X')).toEqual({ file: '/srv/a', find: 'b = 127.0.0.1', replace: 'b = X' });
  });

  it('takes in the lines around where the line itself is there twice', () => {
    const text = '[a]\nbind = 1\n[b]\nbind = 1\n';
    const edit = editAt(file('/srv/a', text), text.lastIndexOf('1'), text.lastIndexOf('1') + 1, '2')!;
    expect(text.replace(edit.find, edit.replace)).toBe('[a]\nbind = 1\n[b]\nbind = 2\n');
  });

  it('is looked for in what those before it have left', () => {
    const text = 'server { listen 127.0.0.1:80; }\n'.repeat(3);
    const places = [...text.matchAll(/127\.0\.0\.1/g)].map(({ index }) => ({
      start: index,
      end: index + 9,
      text: '*',
    }));
    const edits = editsAt(file('/srv/a', text), places);
    expect(edits).toHaveLength(3);
    const after = edits.reduce((left, { find, replace }) => {
      expect(left.split(find)).toHaveLength(2);
      return left.replace(find, () => replace);
    }, text);
    expect(after).toBe('server { listen *:80; }\n'.repeat(3));
  });

  it('always does what it says, or is none', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '\n', ' '), maxLength: 30 }),
        fc.nat(30),
        fc.nat(5),
        (text, at, length) => {
          const start = Math.min(at, text.length);
          const end = Math.min(start + length, text.length);
          const edit = editAt(file('/f', text), start, end, 'X');
          if (edit)
            expect(text.replace(edit.find, () => edit.replace)).toBe(
              `${text.slice(0, start)}X${text.slice(end)}`,
            );
        },
      ),
    );
  });
});

it('expands the patterns of includes in the order of names', () => {
  const folders: Record<string, readonly string[]> = {
    '/etc/n': ['b.conf', 'a.conf', 'c.txt', '.d.conf'],
    '/': ['etc'],
  };
  const door = { read: () => undefined, list: (path: string) => folders[path] ?? [], modifiedAt: () => 0 };
  expect(expandPattern(door, '/etc/n/*.conf')).toEqual(['/etc/n/a.conf', '/etc/n/b.conf']);
  expect(expandPattern(door, '/etc/n/plain')).toEqual(['/etc/n/plain']);
});
