import { expect, it } from 'vitest';
import { diagnosed, probe } from '../../support/healthy.js';

const nobody = {
  sockets: [],
  processes: [],
  owners: { pidsByInode: {}, hidden: [] },
  probes: [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')],
};
const told = (text: string) =>
  diagnosed('8000', {
    ...nobody,
    configuration: [{ path: '/etc/apache2/sites-enabled/shop.conf', text, modifiedAt: 0 }],
  }).causes[0];

it('names a site of Apache whose port nothing opens', () => {
  const cause = told('Listen 80\nListen 10.0.0.1:443\n<VirtualHost *:8000>\n</VirtualHost>\n');
  expect(cause).toMatchObject({
    code: 'port/nothing-listens',
    summary: expect.stringContaining("shop.conf has a site of Apache's for it"),
    fixes: [{ text: expect.stringMatching(/^Listen 8000,/) }, {}],
  });
});

it.each([
  ['a Listen line opens it', 'Listen 80\nListen 8000\n<VirtualHost *:8000>\n</VirtualHost>\n'],
  ['it is for another port', 'Listen 80\n<VirtualHost *:80001>\n</VirtualHost>\n'],
  ['it is a comment', 'Listen 80\n# <VirtualHost *:8000>\n'],
  ['what nginx opens was read alone', 'listen 80;\n<VirtualHost *:8000>\n</VirtualHost>\n'],
  ['what Apache opens was not read', '<VirtualHost *:8000>\n</VirtualHost>\n'],
])('names none where %s', (_, text) =>
  expect(told(text)?.summary).toBe('Nothing listens on port 8000 of this machine.'),
);
