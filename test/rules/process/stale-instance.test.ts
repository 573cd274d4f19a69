import { expect, it } from 'vitest';
import { codes, diagnosed, listener, now, probe, running } from '../../support/healthy.js';

const command = ['python3', '-m', 'http.server', '8000'];
const stale = (...processes: ReturnType<typeof running>[]) =>
  diagnosed('8000', { processes }).causes.find(each => each.code === 'process/stale-instance');

it('warns of a server whose directory is gone', () => {
  const processes = [running(42, command, { directoryDeleted: true })];
  expect(codes(diagnosed('8000', { processes }))).toEqual(['warning process/stale-instance']);
});

it('warns of a server whose program was replaced', () => {
  const processes = [running(42, command, { executableDeleted: true })];
  expect(codes(diagnosed('8000', { processes }))).toEqual(['warning process/stale-instance']);
});

it('starts it again where its program is to be had again, and only there', () => {
  const gone = running(42, command, { executableDeleted: true });
  expect(stale(gone)?.fixes[0]?.steps).toBeUndefined();
  expect(stale(gone)?.fixes[0]?.text).toContain('kill 42');
  const link = { directoryDeleted: true, directory: '/srv/releases/1', startAgainIn: '/srv/current' };
  expect(stale(running(42, command, link))?.fixes[0]?.steps).toMatchObject([
    { do: 'stop', pid: 42 },
    { do: 'run', cwd: '/srv/current', background: true },
  ]);
});

it('names the master of workers, and ends that', () => {
  const more = { name: 'nginx', executable: '/usr/sbin/nginx', executableDeleted: true };
  const [cause] = diagnosed('8000', {
    processes: [
      running(42, ['nginx: master process nginx'], { ...more, uid: 0, user: 'root' }),
      running(43, ['nginx: worker process'], { ...more, parent: 42, uid: 33, user: 'www-data' }),
    ],
    owners: { pidsByInode: { 13000: [42, 43] }, hidden: [] },
  }).causes;
  expect(cause).toMatchObject({ code: 'process/stale-instance', summary: expect.stringContaining('pid 42') });
});

it('is told behind a wrong address too, where it stands when that is mended', () => {
  const answer = probe('127.0.0.1', 8000, 'connected', {
    path: '/index.html',
    http: { status: 404, reason: '', headers: {}, body: '' },
  });
  const diagnosis = diagnosed('http://10.0.0.1:8000/index.html', {
    sockets: [listener('127.0.0.1', 8000)],
    processes: [running(42, command, { directoryDeleted: true })],
    probes: [probe('10.0.0.1', 8000, 'refused'), answer],
  });
  expect(codes(diagnosis).slice(0, 2)).toEqual([
    'error bind/loopback-only',
    expect.stringContaining('process/stale-instance'),
  ]);
});

it.each([
  ['/srv/shop', 404, '/v2', 'error'],
  // The path may be a wrong one.
  ['/srv/shop', 404, undefined, 'warning'],
  ['/srv/shop', 500, undefined, 'warning'],
  ['/srv/shop', 200, undefined, 'warning'],
  ['/srv/shop', 502, undefined, 'warning'],
  ['/srv/shop', 401, undefined, 'warning'],
  ['/usr/sbin/nginx', 404, '/v2', 'warning'],
])(
  'takes a replaced %s that answers %d, and whose new build adds %s, for an %s',
  (executable, status, route, severity) => {
    const more = {
      executable,
      executableDeleted: true,
      startAgainIn: '/srv',
      ...(route && { addedRoute: route }),
    };
    const diagnosis = diagnosed('http://127.0.0.1:8000/v2', {
      sockets: [listener('127.0.0.1', 8000)],
      processes: [running(42, ['./shop'], more)],
      probes: [
        probe('127.0.0.1', 8000, 'connected', { http: { status, reason: '', headers: {}, body: '' } }),
      ],
    });
    expect(codes(diagnosis)).toContain(`${severity} process/stale-instance`);
    if (severity === 'error')
      expect(diagnosis.summary).toContain(' answers, but not as asked: an old instance');
  },
);

const log = (path: string, age = 60_000) => ({
  path,
  modifiedAt: now - age,
  because: 'caller-directory' as const,
  lines: ['Port 8000 is in use, trying another one...', '  Local:   http://localhost:8001/'],
  pid: null,
});
const vite = [running(42, ['node', '/srv/node_modules/.bin/vite'])];
const moved = (status: number, path = '/srv/two.log', age?: number, ...there: readonly number[]) =>
  codes(
    diagnosed('http://127.0.0.1:8000/new', {
      processes: vite,
      logs: [log(path, age)],
      listeners: there.map(port => listener('127.0.0.1', port)),
      probes: [
        probe('127.0.0.1', 8000, 'connected', { http: { status, reason: '', headers: {}, body: '' } }),
      ],
    }),
  );

it('finds one whose newer start, in the same directory, went to the next port', () => {
  expect(moved(404, undefined, undefined, 8001)[0]).toBe('error process/stale-instance');
  expect(moved(200, undefined, undefined, 8001)).toEqual(['warning process/stale-instance']);
});

it('has nothing against a start that has ended, is older, or was made in another directory', () => {
  expect(moved(404)).toEqual(['error http/not-found']);
  expect(moved(404, '/srv/two.log', 7 * 24 * 3_600_000, 8001)).toEqual(['error http/not-found']);
  expect(moved(404, '/home/ana/two.log', undefined, 8001)).not.toContain('error process/stale-instance');
});

it('has nothing against a holder that is another program, stands above, or has the port since', () => {
  const asked = (more: Parameters<typeof diagnosed>[1]) =>
    codes(
      diagnosed('8000', {
        processes: vite,
        logs: [log('/srv/two.log')],
        listeners: [listener('127.0.0.1', 8001)],
        ...more,
      }),
    );
  expect(asked({})).toEqual(['warning process/stale-instance']);
  expect(asked({ logs: [log('/srv/logs/two.log')] })).toEqual(['warning process/stale-instance']);
  // The other program has it: another code, and another thing to do.
  expect(asked({ processes: [running(42, command)] })).toEqual(['warning port/taken']);
  expect(asked({ logs: [log('/srv/shop/two.log')] })).toEqual(['warning port/taken']);
  // npm only started who has the socket.
  const npm = running(41, ['npm run dev'], { name: 'npm run dev', executable: '/usr/bin/node' });
  expect(asked({ processes: [npm, { ...vite[0]!, parent: 41 }] })).toEqual([
    'warning process/stale-instance',
  ]);
  const again = [...log('').lines, '  Local:   http://localhost:8000/'];
  expect(asked({ logs: [{ ...log('/srv/two.log'), lines: again }] })).toEqual([]);
});

it('is silent otherwise', () => {
  expect(codes(diagnosed('8000'))).toEqual([]);
});

it.each([
  [404, 200, 'error process/stale-instance'],
  // The path may be a wrong one: neither has it.
  [404, 404, 'warning process/stale-instance'],
  [200, 200, 'warning process/stale-instance'],
])(
  'finds one whose command was started again: it answers %d, the later one %d',
  (status, newer, expected) => {
    const http = (code: number) => ({ http: { status: code, reason: '', headers: {}, body: '' } });
    const later = { ...running(43, vite[0]!.command), startedAfter: 42 };
    const diagnosis = diagnosed('http://127.0.0.1:8000/new', {
      processes: [...vite, later],
      owners: { pidsByInode: { 13000: [42], 7: [43] }, hidden: [] },
      listeners: [listener('127.0.0.1', 8001, { inode: 7 })],
      probes: [
        probe('127.0.0.1', 8000, 'connected', http(status)),
        { ...probe('127.0.0.1', 8001, 'connected', http(newer)), because: 'upstream' as const },
      ],
    });
    expect(codes(diagnosis)).toContain(expected);
  },
);

const answers = (status: number, path = '/new') => [
  probe('127.0.0.1', 8000, 'connected', { path, http: { status, reason: '', headers: {}, body: '' } }),
];
const inVain = (script: string, path = '/srv/nohup.out') => ({
  path,
  modifiedAt: now - 60_000,
  because: 'caller-directory' as const,
  lines: [
    `    at Object.<anonymous> (/srv/${script}:3:1)`,
    'Error: listen EADDRINUSE: address already in use :::8000',
  ],
  pid: null,
});
const source = (text: string, age: number) => ({ path: '/srv/shop.js', text, modifiedAt: now - age });
const shop = [running(42, ['node', 'shop.js'])];
const asked = (status: number, more: Parameters<typeof diagnosed>[1]) =>
  codes(diagnosed('http://127.0.0.1:8000/new', { processes: shop, probes: answers(status), ...more }));

it('is one where a newer start of it was refused the port, and nobody is kept from that', () => {
  expect(asked(404, { logs: [inVain('shop.js')] })[0]).toBe('error process/stale-instance');
  expect(asked(200, { logs: [inVain('shop.js')] })).toEqual(['warning process/stale-instance']);
  // Nothing has changed since: the newer start would have served the same.
  const configuration = [source("app.get('/new')", 7_200_000)];
  const [first, ...others] = asked(404, { logs: [inVain('shop.js')], configuration });
  expect(first).toBe('error http/not-found');
  expect(others).not.toContain('warning port/taken');
});

it.each([
  ['another script', inVain('blog.js')],
  ['another directory', inVain('shop.js', '/home/ana/nohup.out')],
])('leaves a start from %s to port/taken', (_, log) => {
  expect(asked(404, { logs: [log] })[0]).toBe('error port/taken');
});

it.each([
  ["app.get('/new', list)", 60_000, 404, true],
  ["app.get('/new', list)", 7_200_000, 404, false],
  ["app.post('/new', add)", 60_000, 404, false],
  ["app.get('/newer', list)", 60_000, 404, false],
  ["app.get('/new', list)", 60_000, 500, false],
])('with %s in its source, changed %d ms ago, and %d: %s', (text, age, status, found) => {
  const told = asked(status, { configuration: [source(text, age)] });
  expect(told.includes('error process/stale-instance')).toBe(found);
});

it('knows the script of an application of PM2, whose title stands for its command', () => {
  const environment = { pm_id: '0', pm_exec_path: '/srv/shop.js' };
  const processes = [running(42, ['node /srv/shop.js'], { environment })];
  const configuration = [source("app.get('/new', list)", 60_000)];
  expect(asked(404, { processes, configuration })).toContain('error process/stale-instance');
});

it('has nothing against the source of a server that starts itself again when that changes', () => {
  const processes = [running(42, ['node', '--watch', 'shop.js'])];
  const configuration = [source("app.get('/new')", 60_000)];
  expect(asked(404, { processes, configuration })).not.toContain('error process/stale-instance');
});

it.each([
  ['app.py', ['  File "/srv/webapp.py", line 9, in <module>']],
  ['app.py', ['  File "/usr/lib/python3/dist-packages/flask/app.py", line 920, in run']],
  ['index.js', ['    at Application.listen (/srv/node_modules/koa/index.js:9:1)', '    at /srv/blog.js:3:1']],
])('takes no other start beside it for one of %s by what only looks like its name', (script, said) => {
  const command = [script.endsWith('py') ? 'python3' : 'node', script];
  const log = { ...inVain(''), lines: [...said, 'OSError: [Errno 98] Address already in use'] };
  expect(asked(404, { processes: [running(42, command)], logs: [log] })[0]).toBe('error port/taken');
});

it('takes no other start for one of a module of Python, which others load', () => {
  const lines = [
    '  File "/srv/shop.py", line 3, in <module>',
    '  File "/usr/lib/python3.12/http/server.py", line 136, in server_bind',
    'OSError: [Errno 98] Address already in use',
  ];
  const processes = [running(42, command)];
  expect(asked(404, { processes, logs: [{ ...inVain(''), lines }] })[0]).toBe('error port/taken');
  const own = [
    { ...inVain(''), lines: ['  File "/srv/shop/web.py", line 3, in <module>', ...lines.slice(1)] },
  ];
  const module = [running(42, ['python3', '-m', 'shop.web'])];
  expect(asked(404, { processes: module, logs: own })[0]).toBe('error process/stale-instance');
});

it.each([
  ["res.redirect('/new')", false],
  ["if (req.method === 'POST' && req.url === '/new') add();", false],
  ["post '/new' do", false],
  ["fetch('/new')", false],
  ["app.post('/new', add);\napp.get('/new', list);", true],
  ["if (req.method === 'POST' && req.url === '/add') add();\nif (req.url === '/new') list();", true],
])('reads in %j whether a source serves the path', (text, found) => {
  const told = asked(404, { configuration: [source(text, 60_000)] });
  expect(told.includes('error process/stale-instance')).toBe(found);
});

it('has nothing against the source of a server whose reloader has started its child again', () => {
  const child = (age: number) =>
    running(43, ['node', '-e', 'spawned()'], { parent: 42, startedAt: now - age });
  const told = (age: number) =>
    asked(404, {
      processes: [...shop, child(age)],
      owners: { pidsByInode: { 13000: [42, 43] }, hidden: [] },
      configuration: [source("app.get('/new')", 60_000)],
    });
  expect(told(30_000)).not.toContain('error process/stale-instance');
  expect(told(90_000)).toContain('error process/stale-instance');
});

it.each([
  ['npm start', true],
  ['node /usr/bin/nodemon shop.js', false],
  ['bash start.sh', true],
])('asks whether what started the server starts it again: %s', (line, found) => {
  const command = line.startsWith('npm') ? [line] : line.split(' ');
  const told = asked(404, {
    processes: [running(41, command), { ...shop[0]!, parent: 41 }],
    configuration: [source("app.get('/new')", 60_000)],
  });
  expect(told.includes('error process/stale-instance')).toBe(found);
});

it.each([
  ['puma 5.6.5 (tcp://0.0.0.0:8000) [shop]', '/srv/app.rb', "get '/new' do"],
  ['starman master --port 8000 shop.psgi', '/srv/shop.psgi', '$path eq "/new"'],
])('knows the files that a server is given: %s', (title, path, text) => {
  const told = asked(404, {
    processes: [running(42, [title], { name: title.split(' ', 1)[0]! })],
    configuration: [{ path, text, modifiedAt: now - 60_000 }],
  });
  expect(told).toContain('error process/stale-instance');
});

it('is none for what the path sends its clients on to', () => {
  const http = (status: number) => ({ http: { status, reason: '', headers: {}, body: '' } });
  const [one] = answers(302);
  const conversations = [
    one!.conversations[0]!,
    { ...one!.conversations[0]!, path: '/login', reason: 'redirect' as const, ...http(404) },
  ];
  const told = asked(404, {
    probes: [{ ...one!, conversations }],
    configuration: [source("app.get('/new', list)", 60_000)],
  });
  expect(told).not.toContain('error process/stale-instance');
});

it.each([
  [
    'whose thread was refused another port',
    [
      'Exception in thread Thread-1 (metrics):',
      'Traceback (most recent call last):',
      '  File "/srv/shop.py", line 3, in metrics',
      'OSError: [Errno 98] Address already in use',
    ],
  ],
  ['that had to wait for its port', ['> python3 shop.py', 'Address in use, retrying...']],
])('has nothing against a server %s', (_, lines) => {
  const processes = [running(42, ['python3', 'shop.py'])];
  const logs = [{ ...inVain(''), lines, because: 'process-output' as const, pid: 42 }];
  expect(codes(diagnosed('8000', { processes, logs }))).toEqual([]);
  expect(asked(404, { processes, logs })[0]).toBe('error http/not-found');
});

const loaded = (path: string, text: string, age = 60_000) => ({ path, text, modifiedAt: now - age });

it.each([
  ['/orders', "@app.route('/orders')", '', true],
  ['/orders?page=2', '@bp.get("/orders/")', '', true],
  ['/orders/', "@app.route('/orders')", '', false],
  ['/orders/', "path('orders/', views.orders)", '', true],
  ['/orders/', "re_path(r'^orders/$', views.orders)", '', true],
  ['/orders', "render(request, 'orders')", '', false],
  ['/orders', '# "/orders" is to come', '', false],
  ['/api/orders', "@bp.route('/orders')", "Blueprint('api', url_prefix='/api')", true],
  ['/api/orders/', "path('orders/', list)", "path('api/', include('shop.urls'))", true],
  ['/v1/orders', "@bp.route('/orders')", "Blueprint('api', url_prefix='/api')", false],
  ['/orders/new', "@bp.route('/')", "Blueprint('orders', url_prefix='/orders')", false],
])('looks for %s in a source that Gunicorn loads, which has %s', (path, text, beside, found) => {
  const processes = [running(42, ['/usr/bin/python3', '/usr/bin/gunicorn', 'wsgi:app'])];
  const configuration = [loaded('/srv/shop/views.py', text), loaded('/srv/shop/urls.py', beside, 7_200_000)];
  const told = codes(
    diagnosed('http://127.0.0.1:8000/new', { processes, probes: answers(404, path), configuration }),
  );
  expect(told.includes('error process/stale-instance')).toBe(found);
});

it('is the application behind a proxy, which was asked for another path', () => {
  const nginx = running(42, ['nginx: master process nginx']);
  const behind = (path: string) => ({
    ...running(50, ['/usr/bin/python3', '/usr/bin/gunicorn', 'wsgi:app']),
    servesBehind: { proxy: 42, path },
  });
  const told = (path: string) =>
    diagnosed('http://127.0.0.1:8000/new', {
      processes: [nginx, behind(path)],
      probes: answers(404, '/shop/orders'),
      configuration: [loaded('/srv/views.py', "@app.route('/orders')")],
    }).causes[0];
  expect(told('/orders')).toMatchObject({
    code: 'process/stale-instance',
    summary: expect.stringContaining('pid 50'),
  });
  expect(told('/shop/orders')?.code).toBe('http/not-found');
});

it('starts it again in the newer release, in which the page is', () => {
  const more = { directory: '/srv/releases/1', startAgainIn: '/srv/current' };
  const [cause] = diagnosed('http://127.0.0.1:8000/new', {
    processes: [running(42, ['/usr/bin/python3', '/usr/bin/gunicorn', 'wsgi:app'], more)],
    probes: answers(404),
    configuration: [loaded('/srv/current/views.py', "@app.route('/new')")],
  }).causes;
  expect(cause?.code).toBe('process/stale-instance');
  expect(cause?.fixes[0]?.steps).toContainEqual(expect.objectContaining({ do: 'run', cwd: '/srv/current' }));
});
