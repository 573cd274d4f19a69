import { expect, it } from 'vitest';
import { hostsVariable } from '../../src/programs/access/hosts-variable.js';
import { running } from '../support/healthy.js';
import { situationOf } from './situation.js';

it('knows the variable by which Vite lets one name in, where it is free', () => {
  const variable = '__VITE_ADDITIONAL_SERVER_ALLOWED_HOSTS';
  const found = (command: readonly string[], environment: Record<string, string>, host = 'shop.test') =>
    hostsVariable('Vite', situationOf(running(42, command, { environment })), host)?.environment;
  const vite = ['node', '/srv/node_modules/.bin/vite', '--host'];
  expect(found(vite, {})).toEqual({ [variable]: 'shop.test' });
  expect(found(vite, { [variable]: 'other.test' })).toBeUndefined();
  expect(found(vite, {}, 'x"; evil')).toBeUndefined();
  expect(found(['node', 'server.mjs'], {})).toBeUndefined();
});

const django = (setting: string, environment: Record<string, string> = {}, dotenv = '') => {
  const process = running(42, ['gunicorn', 'shop.wsgi'], { environment });
  const configuration = [
    { path: '/srv/shop/settings.py', text: `import os\nALLOWED_HOSTS = ${setting}\n`, modifiedAt: 0 },
    { path: '/srv/.env', text: dotenv, modifiedAt: 0 },
  ];
  return hostsVariable('Django', { ...situationOf(process), configuration }, 'shop.test')?.environment;
};

it.each([
  ["os.environ.get('ALLOWED_HOSTS', 'localhost').split(',')", {}, { ALLOWED_HOSTS: 'localhost,shop.test' }],
  ["os.environ.get('DJANGO_HOSTS').split(' ')", { DJANGO_HOSTS: 'a b' }, { DJANGO_HOSTS: 'a b shop.test' }],
  ["os.environ['DJANGO_HOSTS'].split()", { DJANGO_HOSTS: 'a' }, { DJANGO_HOSTS: 'a shop.test' }],
  ["config('DJANGO_HOSTS', cast=Csv())", { DJANGO_HOSTS: 'a' }, { DJANGO_HOSTS: 'a,shop.test' }],
  ["env.list('DJANGO_HOSTS')", { DJANGO_HOSTS: 'a' }, { DJANGO_HOSTS: 'a,shop.test' }],
])('knows the variable that the list of Django is made of: %s', (setting, environment, expected) => {
  expect(django(setting, environment)).toEqual(expected);
});

it('leaves a list to the person whose value is not seen', () => {
  expect(django("env.list('HOSTS')")).toBeUndefined();
  expect(django("env.list('HOSTS', default=['a'])")).toBeUndefined();
  expect(django("config('ALLOWED_HOSTS', default='a', cast=Csv())")).toBeUndefined();
  expect(django("os.getenv('ALLOWED_HOSTS', 'a').split(',')", {}, 'ALLOWED_HOSTS=\n')).toBeUndefined();
  expect(django("os.environ.get('SHOP_NAMES', 'a').split()")).toBeUndefined();
  expect(django('hosts()')).toBeUndefined();
});
