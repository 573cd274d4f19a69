import { expect, it } from 'vitest';
import { codes, diagnosed, healthy, listener, probe, running } from '../../support/healthy.js';

const sockets = [listener('127.0.0.1', 8000)];
const probes = [probe('127.0.0.1', 8000), probe('10.0.0.1', 8000, 'refused')];
const server = (environment: Record<string, string>) => [running(42, ['node', 'server.js'], { environment })];

it('is the cause where the variable explains the address', () => {
  const diagnosis = diagnosed('8000', { sockets, probes, processes: server({ HOST: '127.0.0.1' }) });
  expect(codes(diagnosis)).toEqual(['error bind/env-moved']);
});

it('knows the variables of programs whose source is not there', () => {
  const processes = [running(42, ['./shop'], { environment: { HTTP_ADDR: '127.0.0.1:8000' } })];
  const [cause] = diagnosed('8000', { sockets, probes, processes }).causes;
  expect(cause?.code).toBe('bind/env-moved');
  expect(cause?.fixes[0]?.title).toContain('HTTP_ADDR=0.0.0.0:8000');
});

it('is silent where the program does not go by the variable', () => {
  const command = ['python3', '/usr/bin/gunicorn', 'main:app'];
  const processes = [running(42, command, { environment: { HOST: '127.0.0.1' } })];
  expect(codes(diagnosed('8000', { sockets, probes, processes }))).toEqual(['error bind/loopback-only']);
});

it("is the cause where the program's own file reads the variable, though another fix is shorter", () => {
  const of = (text: string) => {
    const environment = { BIND: '127.0.0.1:8000' };
    const processes = [running(42, ['python3', '/usr/bin/gunicorn', 'main:app'], { environment })];
    const configuration = [{ path: '/srv/gunicorn.conf.py', text, modifiedAt: 0 }];
    return codes(diagnosed('8000', { sockets, probes, processes, configuration }));
  };
  expect(of('import os\nbind = os.environ.get("BIND", "0.0.0.0:8000")\n')).toEqual(['error bind/env-moved']);
  expect(of('workers = 2\n')).toEqual(['error bind/loopback-only']);
});

it.each([
  [['python3', 'manage.py', 'runserver'], 'settings.py', 'ALLOWED_HOSTS = [os.environ["HOST"]]\n'],
  [['python3', '-m', 'uvicorn', 'main:app'], 'main.py', 'SITE = "http://" + os.environ["HOST"]\n'],
])(
  'is silent where %j is there by default, and its application has another use for the variable',
  (command, file, text) => {
    const processes = [running(42, command, { environment: { HOST: '127.0.0.1' } })];
    const configuration = [{ path: `/srv/${file}`, text, modifiedAt: 0 }];
    expect(codes(diagnosed('8000', { sockets, probes, processes, configuration }))).toEqual([
      'error bind/loopback-only',
    ]);
  },
);

it.each([
  ['ROCKET_ADDRESS', '127.0.0.1', '0.0.0.0', '/srv/shop'],
  ['ASPNETCORE_URLS', 'http://localhost:8000', 'http://0.0.0.0:8000', '/srv/shop'],
  ['ASPNETCORE_URLS', 'http://localhost:8000', 'http://0.0.0.0:8000', 'dotnet /srv/shop.dll'],
])(
  "takes a framework's own variable of a program that has no source here: %s",
  (name, value, better, command) => {
    const processes = [running(42, command.split(' '), { environment: { [name]: value } })];
    const [cause] = diagnosed('8000', { sockets, probes, processes }).causes;
    expect([cause?.code, cause?.fixes[0]?.title]).toEqual([
      'bind/env-moved',
      `Start it with ${name}=${better}`,
    ]);
  },
);

it("takes gunicorn's options from its variable, and tells no other of them", () => {
  const environment = { GUNICORN_CMD_ARGS: '--env=TOKEN=abc --bind=localhost:8000' };
  const processes = [running(42, ['python3', '/usr/bin/gunicorn', 'main:app'], { environment })];
  const [cause] = diagnosed('8000', { sockets, probes, processes }).causes;
  expect(cause?.summary).toContain('GUNICORN_CMD_ARGS (--bind=localhost:8000)');
  expect(cause?.code).toBe('bind/env-moved');
  expect(JSON.stringify([cause?.summary, cause?.evidence])).not.toContain('abc');
});

it('is silent where no variable holds the address', () => {
  const diagnosis = diagnosed('8000', { sockets, probes, processes: server({ HOST: '0.0.0.0' }) });
  expect(codes(diagnosis)).toEqual(['error bind/loopback-only']);
});

const source = (text: string) => [{ path: '/srv/server.js', text, modifiedAt: 0 }];
const moved = (environment: Record<string, string>, text: string) => {
  const processes = server(environment);
  const { causes } = diagnosed('8000', { sockets, probes, processes, configuration: source(text) });
  return causes.map(({ code, fixes }) => [code, fixes[0]?.title]);
};

it('takes any variable that the source reads, and sets that', () => {
  const text = 'http.createServer(app).listen(8000, process.env.SHOP_BIND)';
  expect(moved({ SHOP_BIND: '127.0.0.1' }, text)).toEqual([
    ['bind/env-moved', 'Start it with SHOP_BIND=0.0.0.0'],
  ]);
});

it('takes what the source says before a variable that it does not read', () => {
  expect(moved({ HOST: '127.0.0.1' }, "http.createServer(app).listen(8000, '127.0.0.1')")).toEqual([
    ['bind/loopback-only', 'Write 0.0.0.0 in server.js'],
  ]);
});

it('takes none of a service that the source goes to', () => {
  const text = 'connect({ host: process.env.QUEUE_HOST });\nhttp.createServer(app).listen(8000, own)';
  expect(moved({ QUEUE_HOST: '127.0.0.1' }, text)).toEqual([
    ['bind/loopback-only', 'Let node listen on 0.0.0.0'],
  ]);
});

it('takes any name that the environment may hold', () => {
  const diagnosis = diagnosed('8000', {
    sockets,
    probes,
    processes: server({ 'A(_HOST': '127.0.0.1' }),
    configuration: source('A(_HOST'),
  });
  expect(diagnosis.broken).toEqual([]);
  expect(codes(diagnosis)).toEqual(['error bind/loopback-only']);
});

it('takes none that the source does not read', () => {
  const text = "http.createServer(app).listen(8000, config.get('address'))";
  expect(moved({ BROKER_HOST: '127.0.0.1' }, text)).toEqual([
    ['bind/loopback-only', 'Let node listen on 0.0.0.0'],
  ]);
});

it("sets a variable that holds the machine's own name, where the source reads it", () => {
  const one = [listener('10.0.0.1', 8000)];
  const world = {
    sockets: one,
    probes: [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000)],
    processes: server({ HOSTNAME: 'box' }),
  };
  const titles = (text: string) =>
    diagnosed('127.0.0.1:8000', { ...world, configuration: source(text) }).causes[0]?.fixes[0]?.title;
  expect(titles("const hostname = process.env.HOSTNAME || '0.0.0.0'")).toContain('HOSTNAME=');
  const byName = { ...world, processes: server({ HOSTNAME: 'web-7f' }) };
  const named = (text: string) =>
    codes(diagnosed('127.0.0.1:8000', { ...byName, configuration: source(text) }))[0];
  expect(named('const hostname = process.env.HOSTNAME || "0.0.0.0"')).toBe('error bind/env-moved');
  expect(named("const hostname = '10.0.0.1', site = process.env.HOSTNAME")).toBe('error bind/one-address');
  expect(titles("app.listen(8000, '10.0.0.1')")).not.toContain('HOSTNAME=');
});

it.each([
  ["const hostname = '127.0.0.1'; server.listen(8000, hostname)", 'HOSTNAME', 'box'],
  ['log(process.env.HOSTNAME); fastify.listen({ port: 8000 })', 'HOSTNAME', 'box'],
  ["const host = '127.0.0.1'; app.listen(8000, host)", 'HOST', '127.0.0.1'],
  ["HOST = '127.0.0.1'\nserver.bind((HOST, 8000))", 'HOST', '127.0.0.1'],
  ["app.run(port=8000, host='127.0.0.1')", 'HOST', '127.0.0.1'],
  ["site(request.headers.host); listen(8000, '127.0.0.1')", 'HOST', 'localhost'],
])('takes no constant and no other word of the source for the variable: %s', (text, name, value) => {
  expect(moved({ [name]: value }, text)[0]?.[0]).toBe('bind/loopback-only');
});

it.each([
  "app.listen(8000, process.env.HOST || '127.0.0.1')",
  "const { PORT = 3000, HOST = '127.0.0.1' } = process.env; app.listen(PORT, HOST)",
  "app.run(port=8000, host=os.environ.get('HOST', '127.0.0.1'))",
  "class Settings(BaseSettings):\n    host: str = '127.0.0.1'",
])('takes the variable before its default: %s', text => {
  expect(moved({ HOST: '127.0.0.1' }, text)).toEqual([['bind/env-moved', 'Start it with HOST=0.0.0.0']]);
});

it('is silent where the variable has the name of the machine, which is localhost', () => {
  const processes = server({ HOSTNAME: 'localhost' });
  const machine = { ...healthy(8000).machine, platform: 'linux', hostName: 'localhost' } as const;
  expect(codes(diagnosed('8000', { sockets, probes, processes, machine }))).toEqual([
    'error bind/loopback-only',
  ]);
});

it.each([
  [['python3', '/usr/bin/gunicorn', 'main:app'], 'FLASK_RUN_HOST', '127.0.0.1'],
  [['python3', '/usr/bin/uvicorn', 'main:app'], 'GUNICORN_CMD_ARGS', '--bind=127.0.0.1:8000'],
  [['python3', '/usr/bin/flask', 'run', '--host', 'localhost'], 'FLASK_RUN_HOST', '127.0.0.1'],
])('takes no variable that this command does not go by: %s', (command, name, value) => {
  const processes = [running(42, command, { environment: { [name]: value } })];
  expect(codes(diagnosed('8000', { sockets, probes, processes }))).toEqual(['error bind/loopback-only']);
});

it('is silent where the address that it holds is gone', () => {
  const diagnosis = diagnosed('8000', {
    sockets: [listener('10.0.0.99', 8000)],
    probes: [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')],
    processes: server({ HOST: '10.0.0.99' }),
  });
  expect(codes(diagnosis)).toEqual(['error bind/stale-address']);
});

const supervised = (text: string) => {
  const path = '/srv/supervisord.conf';
  const set = '[program:shop]\ncommand=node server.js\nenvironment=HOST="127.0.0.1"\n';
  const environment = { HOST: '127.0.0.1', SUPERVISOR_PROCESS_NAME: 'shop', SUPERVISOR_GROUP_NAME: 'shop' };
  const processes = [
    running(9, ['/usr/bin/python3', '/usr/bin/supervisord', '-c', path]),
    running(42, ['node', 'server.js'], { parent: 9, environment }),
  ];
  const configuration = [...source(text), { path, text: set, modifiedAt: 0 }];
  return codes(diagnosed('8000', { sockets, probes, processes, configuration }));
};

it('is the cause where the file of a supervisor sets the variable', () => {
  expect(supervised("server.listen(8000, process.env.HOST || '0.0.0.0')")).toEqual(['error bind/env-moved']);
  expect(supervised("server.listen(8000, '127.0.0.1')")).toEqual(['error bind/loopback-only']);
  // Nothing reads it: it is there by default.
  expect(supervised('serve(8000, () => log("http://localhost"))')).toEqual(['error bind/loopback-only']);
});
