import { expect, it } from 'vitest';
import { doorOver } from '../../src/programs/door.js';
import { configurationOf } from '../../src/programs/files.js';
import { candidateOf } from '../../src/programs/identify.js';
import { program } from '../../src/programs/servers/django.js';
import { djangoSettings } from '../../src/programs/sources/django-settings.js';
import { running } from '../support/healthy.js';
import { situationOf } from './situation.js';

const entry = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')";
const files = [
  { path: '/srv/shop/shop/wsgi.py', text: entry, modifiedAt: 0 },
  { path: '/srv/shop/shop/asgi.py', text: entry, modifiedAt: 0 },
  { path: '/srv/shop/shop/settings.py', text: "ALLOWED_HOSTS = ['localhost']\n", modifiedAt: 0 },
];
const settings = '/srv/shop/shop/settings.py';
const started = (command: string, over = {}) =>
  running(42, command.split(' '), { directory: '/srv/shop', ...over });

it.each([
  'gunicorn shop.wsgi',
  'python3 /usr/bin/gunicorn shop.wsgi:application -b 0.0.0.0:8000',
  'gunicorn: master [shop.wsgi]',
  'uvicorn shop.asgi:application --host 0.0.0.0',
  'uwsgi --http :8000 --module shop.wsgi',
  'uwsgi --http :8000 --wsgi-file=shop/wsgi.py',
  'waitress-serve --listen=*:8000 shop.wsgi:application',
])('finds the settings of the Django project that %s runs', command =>
  expect(djangoSettings(started(command), doorOver(files))[0]).toBe(settings),
);

it('heeds the directory that the server changes to, and its environment', () => {
  const elsewhere = started('gunicorn --chdir /srv/shop shop.wsgi', { directory: '/' });
  expect(djangoSettings(elsewhere, doorOver(files))[0]).toBe(settings);
  const live = started('gunicorn shop.wsgi', { environment: { DJANGO_SETTINGS_MODULE: 'shop.live' } });
  expect(djangoSettings(live, doorOver(files))).toEqual([
    '/srv/shop/shop/live.py',
    '/srv/shop/shop/live/__init__.py',
  ]);
});

it('finds none of other applications', () => {
  expect(djangoSettings(started('gunicorn app:app'), doorOver(files))).toEqual([]);
  expect(djangoSettings(started('uwsgi --http :8000'), doorOver(files))).toEqual([]);
  expect(djangoSettings(started('gunicorn other.wsgi'), doorOver(files))).toEqual([]);
});

it('is among the files that tell of the server', () => {
  const process = started('gunicorn shop.wsgi');
  expect(configurationOf(process, [process], doorOver(files)).map(({ path }) => path)).toContain(settings);
});

it.each([
  ['DEBUG = True\nALLOWED_HOSTS = []\n', '[]'],
  ["ALLOWED_HOSTS = []\nALLOWED_HOSTS = ['localhost']\n", "['localhost']"],
  ["ALLOWED_HOSTS = []\nALLOWED_HOSTS = ['*']\n", undefined],
  ['ALLOWED_HOSTS = []\nif LIVE:\n    ALLOWED_HOSTS = hosts()\n', undefined],
  ['if LIVE:\n    ALLOWED_HOSTS = hosts()\nelse:\n    ALLOWED_HOSTS = []\n', undefined],
  [`${'ALLOWED_HOSTS = []\n'.repeat(12_000)}ALLOWED_HOSTS = hosts()\n`, undefined],
])('opens the hosts that count in %.60j, where they are closed', (text, find) => {
  const server = started('python3 manage.py runserver 8000');
  const configuration = [{ path: settings, text, modifiedAt: 0 }];
  const situation = situationOf(server, { listener: null, configuration });
  const [change] = program.listenAt!(situation, { address: '0.0.0.0', port: 8000 }, candidateOf(server, []));
  expect(change?.edits?.[0]?.find).toBe(find);
});
