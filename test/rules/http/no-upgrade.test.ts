import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { withheldUpgrade } from '../../../src/programs/proxies/nginx-upgrade.js';
import { rule } from '../../../src/rules/http/no-upgrade.js';
import { verdictOf } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
import { answer, heard, mute, now, said, typed } from '../../support/talks.js';

const asked = typed('ws://10.77.0.1:8000/chat');
const reply = (status: number, body = '') => [
  said({ upgrade: true, path: '/chat', http: answer(status, body) }),
];
const pass = 'proxy_pass http://127.0.0.1:3000';
const files = (inside: string, around = '') => [
  {
    path: '/etc/nginx/nginx.conf',
    text: `http { server { listen 8000; ${around} location / { ${inside} ${pass}; } } }`,
    modifiedAt: 0,
  },
];
const passed = { port: 8000, host: '10.77.0.1', path: '/chat' };
const UPGRADE = 'proxy_set_header Upgrade $http_upgrade';
const CONNECTION = 'proxy_set_header Connection "upgrade"';
const VERSION = 'proxy_http_version 1.1';

const behindNginx = (status: number, inside = '', title = 'nginx: master process') =>
  heard(reply(status), {
    configuration: known(files(inside), 'the test'),
    sockets: known([listener('0.0.0.0', 8000)], 'the test'),
    owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
    processes: known([running(7, [title], { name: 'nginx', uid: 0 })], 'the test'),
  });

it.each([
  ['its answer', 400, 'Unsupported upgrade request.', ''],
  [
    'its log',
    404,
    '{"detail":"Not Found"}',
    `WARNING:  No supported WebSocket library detected. Please use "pip install 'uvicorn[standard]'", or install 'websockets' or 'wsproto' manually.`,
  ],
])('knows by %s that Uvicorn has no library for it', (_, status, body, line) => {
  const facts = heard(reply(status, body), {
    sockets: known([listener('0.0.0.0', 8000)], 'the test'),
    owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
    processes: known(
      [running(7, ['uvicorn', 'main:app'], { name: 'uvicorn', output: '/u.log' })],
      'the test',
    ),
    logs: known(
      [{ path: '/u.log', modifiedAt: now, because: 'process-output', lines: [line], pid: 7 }],
      'the test',
    ),
  });
  expect(verdictOf(rule, facts, asked)).toMatchObject({
    summary: expect.stringContaining('Uvicorn has nothing that speaks WebSocket'),
    fixes: [{ text: expect.stringContaining('uvicorn[standard]') }],
  });
});

describe('http/no-upgrade: The server does not switch to WebSocket', () => {
  it.each([200, 400, 405, 426])('is found where the answer is %s', status =>
    expect(verdictOf(rule, heard(reply(status)), asked)).toMatchObject({
      severity: 'error',
      outcome: 'http-error',
      summary: expect.stringContaining('does not switch to WebSocket'),
    }),
  );

  it.each([101, 401, 403, 404, 502])('leaves %s to others, or to be well', status =>
    expect(verdictOf(rule, heard(reply(status)), asked)).toBe('ruled-out'),
  );

  it('is no matter of pages', () =>
    expect(verdictOf(rule, heard([said()]), typed('http://10.77.0.1:8000/'))).toBe('ruled-out'));

  it('blames the nginx that keeps the wish back, also for a 404', () =>
    expect(verdictOf(rule, behindNginx(404), asked)).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('nginx passes /chat on without the wish'),
      fixes: [
        {
          steps: [
            {
              do: 'edit',
              file: '/etc/nginx/nginx.conf',
              find: `${pass};`,
              replace: `${VERSION}; ${UPGRADE}; ${CONNECTION}; ${pass};`,
            },
            { do: 'run', command: 'kill -HUP 7' },
          ],
        },
      ],
    }));

  it('tells in words what to write where nobody is seen who would read it', () =>
    expect(verdictOf(rule, behindNginx(404, '', 'nginx: worker process'), asked)).toMatchObject({
      fixes: [{ text: expect.stringContaining('then nginx -s reload') }],
    }));

  it('leaves a 404 behind an nginx that hands it on to the path', () =>
    expect(verdictOf(rule, behindNginx(404, `${UPGRADE}; ${CONNECTION};`), asked)).toBe('ruled-out'));
});

describe('what nginx hands on of the wish to switch to WebSocket', () => {
  it.each([
    ['in the location', `${UPGRADE}; ${CONNECTION};`, ''],
    ['around it', '', `${UPGRADE}; proxy_set_header Connection $connection_upgrade;`],
  ])('all, set %s', (_, inside, around) =>
    expect(withheldUpgrade(files(inside, around), passed)).toBeUndefined(),
  );

  it.each([
    ['nothing', '', '', [VERSION, UPGRADE, CONNECTION]],
    ['no Connection', `${VERSION}; ${UPGRADE};`, '', [CONNECTION]],
    [
      'nothing of what is set around',
      'proxy_set_header Host $host;',
      `${UPGRADE}; ${CONNECTION};`,
      [VERSION, UPGRADE, CONNECTION],
    ],
    [
      'what is inherited, and is to be kept',
      '',
      'proxy_set_header Host $host;',
      [VERSION, 'proxy_set_header Host $host', UPGRADE, CONNECTION],
    ],
    ['a Connection that ends it', 'proxy_set_header Connection "";', '', null],
  ])('%s', (_, inside, around, lacks) =>
    expect(withheldUpgrade(files(inside, around), passed)).toMatchObject({ text: pass, line: 1, lacks }),
  );

  it('no matter where nothing is passed on', () =>
    expect(
      withheldUpgrade(
        [{ path: '/n', text: 'http { server { listen 8000; root /srv; } }', modifiedAt: 0 }],
        passed,
      ),
    ).toBeUndefined());
});

describe('a page that does nothing without its WebSocket', () => {
  const title = (name: string) => `<html><head><title>${name}</title>`;
  const asked = typed('http://10.77.0.1:8000/');
  const page = (
    body: string,
    inside = '',
    over: Parameters<typeof said>[0] = {},
    name = 'nginx',
    configuration = files(inside),
  ) =>
    verdictOf(
      rule,
      heard([said({ http: answer(200, body), ...over })], {
        configuration: known(configuration, 'the test'),
        sockets: known([listener('0.0.0.0', 8000)], 'the test'),
        owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
        processes: known([running(7, [`${name}: master process`], { name, uid: 0 })], 'the test'),
      }),
      asked,
    );

  it.each([
    ['Streamlit', title('Streamlit')],
    ['Jupyter', title('JupyterLab')],
    ['Jupyter', '<script id="jupyter-config-data">{"notebookPage": "tree"}'],
    ['Home Assistant', title('Home Assistant')],
    ['Node-RED', title('Node-RED')],
    ['code-server', title('code-server login')],
    ['ttyd', title('ttyd - Terminal')],
    ['noVNC', title('noVNC')],
  ])('is %s behind an nginx that hands the switch to none on', (whose, body) =>
    expect(page(body)).toMatchObject({
      severity: 'warning',
      outcome: 'ok',
      summary: expect.stringContaining(`The page of ${whose} comes, but cannot work in a browser`),
      fixes: [
        {
          steps: [
            { do: 'edit', find: `${pass};` },
            { do: 'run', command: 'kill -HUP 7' },
          ],
        },
      ],
    }),
  );

  const apart = `${pass}; } location /app/_stcore/stream { ${UPGRADE}; ${CONNECTION};`;
  it.each([
    ['where both headers go on', page(title('Streamlit'), `${UPGRADE}; ${CONNECTION};`)],
    ['where its WebSocket has a place of its own', page(title('Streamlit'), apart, { path: '/app/' })],
    ['where nginx tells the two apart', page(title('Streamlit'), 'if ($http_upgrade) { return 418; }')],
    ['of another name', page(title('Streamlit, explained'))],
    ['of who answers himself', page(title('Streamlit'), '', {}, 'streamlit')],
    ['that failed', page(title('Jupyter Server'), '', { http: answer(404, title('Jupyter Server')) })],
  ])('is none %s', (_, verdict) => expect(verdict).toBe('ruled-out'));

  it('is one behind Apache, where no line tells it to hand the switch on', () => {
    const behind = (text: string) =>
      page(title('Streamlit'), '', {}, 'apache2', [{ path: '/etc/apache2/a.conf', text, modifiedAt: 0 }]);
    const site = (more: string, before = '') =>
      `<VirtualHost *:8000>\n${before}ProxyPass / http://127.0.0.1:8501/${more}\n</VirtualHost>\n`;
    expect(behind(site(''))).toMatchObject({
      severity: 'warning',
      summary: expect.stringContaining('and Apache does not hand on'),
      fixes: [{ text: expect.stringContaining('upgrade=websocket') }],
    });
    expect(behind(site(' upgrade=websocket'))).toBe('ruled-out');
    expect(behind(site('', 'ProxyPass /_stcore/stream ws://127.0.0.1:8501/_stcore/stream\n'))).toBe(
      'ruled-out',
    );
    expect(behind(site('', 'ProxyPass /_stcore/ !\n'))).toBe('ruled-out');
  });

  it('is one at the other paths of that nginx', () =>
    expect(page(title('Streamlit'), apart)).toMatchObject({ severity: 'warning' }));
});

it('finds a wish to switch that is left without an answer, by a server that answers others', () => {
  const silent = mute({ upgrade: true, path: '/chat', outcome: 'silent', ms: 6000 });
  const root = said({ reason: 'root', path: '/' });
  const ping = { reason: 'websocket', upgrade: true, path: '/chat', subprotocol: 'vite-ping' } as const;
  const found = (...conversations: Parameters<typeof heard>[0]) =>
    verdictOf(rule, heard([silent, ...conversations]), asked);
  expect(found(root, mute({ ...ping, outcome: 'silent' }))).toMatchObject({
    summary: expect.stringContaining('at /chat without an answer, while it answers others: GET / with 200'),
    outcome: 'no-answer',
  });
  expect(found(root, said({ ...ping, http: answer(101) }))).toBe('ruled-out');
  expect(found(mute({ reason: 'root', outcome: 'silent' }))).toBe('ruled-out');
});
