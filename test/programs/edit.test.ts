import { expect, it } from 'vitest';
import { editAt } from '../../src/programs/fixes/edit.js';
import { file } from './situation.js';

const at = (text: string, part: string, replacement: string) => {
  const start = text.indexOf(part);
  const edit = editAt(file('/srv/app', text), start, start + part.length, replacement);
  return edit && { find: edit.find, replace: edit.replace };
};

it('looks for no more than it replaces where that occurs once', () =>
  expect(at('bind 127.0.0.1\nport 1\n', '127.0.0.1', '0.0.0.0')).toEqual({
    find: '127.0.0.1',
    replace: '0.0.0.0',
  }));

it('looks for the line where it would find again what it has written', () =>
  expect(at('  app.run(debug=True)\nx\n', 'app.run(', 'app.run(host="::", ')).toEqual({
    find: 'app.run(debug=True)',
    replace: 'app.run(host="::", debug=True)',
  }));

it('does without that where no line will do', () =>
  expect(at('server {\nlisten 80;\n}\n', 'listen 80;', 'listen 80; listen [::]:80;')).toEqual({
    find: 'listen 80;',
    replace: 'listen 80; listen [::]:80;',
  }));
