import { expect, it } from 'vitest';
import { candidateOf } from '../../src/programs/identify.js';
import { applicationFiles } from '../../src/programs/sources/application.js';
import { running } from '../support/healthy.js';
import { doorOn, type Files } from './follow.js';

const files: Files = {
  '/srv/wsgi.py': 'from shop import app',
  '/srv/shop/__init__.py':
    'from . import views\nfrom shop.api import (\n    orders as o,\n    users,\n)\nimport json, shop.tasks as t',
  '/srv/shop/views.py': '',
  '/srv/shop/api/__init__.py': '',
  '/srv/shop/api/orders.py': 'from ..models import Order',
  '/srv/shop/api/users.py': '',
  '/srv/shop/models.py': '',
  '/srv/shop/tasks.py': '',
  '/srv/manage.py': "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'pages.settings')",
  '/srv/pages/settings.py': "ROOT_URLCONF = 'pages.urls'\nWSGI_APPLICATION = 'pages.wsgi.application'",
  '/srv/pages/urls.py': "path('blog/', include('blog.urls'))",
  '/srv/pages/wsgi.py': "('DJANGO_SETTINGS_MODULE', 'pages.settings')",
  '/srv/blog/urls.py': 'from blog import views',
  '/srv/blog/views.py': '',
  '/srv/uwsgi.ini': '[uwsgi]\nhttp-socket = :8000\nmodule = wsgi:app\n',
  '/srv/index.js': "require('./routes')",
  '/srv/routes/index.js': '',
};
const filesOf = (command: string, environment = {}) => {
  const process = running(42, command.split(' '), { environment });
  return applicationFiles(candidateOf(process, [process]), doorOn(files)).map(({ path }) =>
    path.replace('/srv/', ''),
  );
};

const shop = [
  'shop/__init__.py',
  'shop/views.py',
  'shop/api/__init__.py',
  'shop/api/orders.py',
  'shop/api/users.py',
  'shop/tasks.py',
  'shop/models.py',
];
const django = [
  'manage.py',
  'pages/settings.py',
  'pages/urls.py',
  'pages/wsgi.py',
  'blog/urls.py',
  'blog/views.py',
];

it.each([
  ['/usr/bin/python3 /usr/bin/gunicorn -w 2 wsgi:app', ['wsgi.py', ...shop]],
  ['gunicorn: master [wsgi:app]', ['wsgi.py', ...shop]],
  ['/usr/bin/python3 /usr/bin/flask --app shop:create_app() run', shop],
  ['/usr/bin/python3 /usr/bin/uvicorn --app-dir /srv shop:app', shop],
  ['python3 manage.py runserver --noreload', django],
  [
    '/usr/bin/python3 /usr/bin/gunicorn pages.wsgi',
    ['pages/wsgi.py', 'pages/settings.py', 'pages/urls.py', 'blog/urls.py', 'blog/views.py'],
  ],
  ['uwsgi --ini uwsgi.ini', ['wsgi.py', ...shop]],
  ['node index.js', ['index.js', 'routes/index.js']],
  ['nginx', []],
])('follows the application of %s', (command, expected) =>
  expect(filesOf(command).toSorted()).toEqual(
    [...expected, ...(command.includes('flask') ? ['wsgi.py'] : [])].toSorted(),
  ),
);

it('takes the module that a variable names', () =>
  expect(filesOf('/usr/bin/python3 /usr/bin/flask run', { FLASK_APP: 'blog.urls' })).toContain(
    'blog/views.py',
  ));
