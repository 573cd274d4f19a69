import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/http/redirect-elsewhere.js';
import { verdictOf } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
import { answer, heard, mute, port, said, typedElsewhere, url } from '../../support/talks.js';

describe('http/redirect-elsewhere', () => {
  it.each([
    [
      'refused',
      url,
      [
        said({ http: answer(302, '', { location: 'http://10.77.0.1:9/' }) }),
        mute({ reason: 'redirect', name: '10.77.0.1:9', port: 9, outcome: 'failed', errno: 'ECONNREFUSED' }),
      ],
      {
        severity: 'error',
        summary: expect.stringContaining('(10.77.0.1:9) refuses'),
        fixes: [
          { title: expect.stringContaining('Correct') },
          { text: '  netcheck why http://10.77.0.1:9/' },
        ],
      },
    ],
    [
      'no such name',
      url,
      [
        said({ http: answer(302, '', { location: 'http://a.invalid/' }) }),
        mute({ reason: 'redirect', name: 'a.invalid', outcome: 'failed', errno: 'ENOTFOUND' }),
      ],
      { severity: 'error', summary: expect.stringContaining('and that is a name that does not exist') },
    ],
    [
      'a hang-up',
      url,
      [said({ http: answer(302, '', { location: '/x' }) }), mute({ reason: 'redirect', path: '/x' })],
      { severity: 'error', fixes: [{ text: expect.stringMatching(/^ {2}netcheck why http:.*\/x$/) }, {}] },
    ],
    [
      'out of the web',
      url,
      [said({ http: answer(302, '', { location: 'file:///etc/passwd' }) })],
      { severity: 'error' },
    ],
    [
      'to the client itself',
      typedElsewhere('http://10.77.0.1:8000/'),
      [
        said({ http: answer(302, '', { location: 'http://localhost:8000/x' }) }),
        said({ reason: 'redirect', name: 'localhost:8000', path: '/x' }),
      ],
      { severity: 'error' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each(['http://', 'https://:443/', '//', 'http://10.77.0.1:99999/', 'http://a b/', 'http://[::1/'])(
    'is found where the Location is no URL: %s',
    location =>
      expect(verdictOf(rule, heard([said({ http: answer(302, '', { location }) })]), url)).toMatchObject({
        severity: 'error',
        summary: 'The server redirects to what is no URL, and clients stop there.',
        evidence: [{ says: `Location: ${location}` }],
      }),
  );

  it.each([
    [
      'it is answered',
      url,
      [said({ http: answer(302, '', { location: '/x' }) }), said({ reason: 'redirect', path: '/x' })],
    ],
    [
      'to somebody who was not asked about',
      url,
      [
        said({ http: answer(302, '', { location: 'http://example.com/' }) }),
        mute({ reason: 'redirect', name: 'example.com', outcome: 'failed', errno: null }),
      ],
    ],
    [
      'to localhost, asked here',
      url,
      [
        said({ http: answer(302, '', { location: 'http://localhost:8000/x' }) }),
        said({ reason: 'redirect', name: 'localhost:8000', path: '/x' }),
      ],
    ],
    ['a port was asked', port, [said({ http: answer(302, '', { location: 'file:///x' }) })]],
    ['no Location at all', url, [said({ http: answer(302, '', { location: '' }) })]],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});

describe('a redirect that the application makes of the Host that nginx hands it', () => {
  const by = (location: string, text: string) =>
    verdictOf(
      rule,
      heard(
        [
          said({ path: '/items', http: answer(307, '', { location }) }),
          mute({ reason: 'redirect', name: '10.77.0.1', outcome: 'failed', errno: 'ECONNREFUSED' }),
        ],
        {
          configuration: known([{ path: '/etc/nginx/nginx.conf', text, modifiedAt: 0 }], 'the test'),
          sockets: known([listener('0.0.0.0', 8000)], 'the test'),
          owners: known({ pidsByInode: { 13000: [7] }, hidden: [] }, 'the test'),
          processes: known([running(7, ['nginx: master process'], { name: 'nginx' })], 'the test'),
        },
      ),
      url,
    );
  const site = (more: string) =>
    `server { listen 8000; location / { proxy_pass http://127.0.0.1:3000; ${more} } }`;
  const withoutPort = 'http://10.77.0.1/items/';

  it('has lost its port, and gets it back', () => {
    expect(by(withoutPort, site('proxy_set_header Host $host;'))).toMatchObject({
      summary: expect.stringContaining('refuses the connection: nginx passes the name on without its port.'),
      fixes: [
        {
          steps: [
            {
              do: 'edit',
              find: 'proxy_set_header Host $host;',
              replace: 'proxy_set_header Host $http_host;',
            },
            { do: 'run', command: 'kill -HUP 7' },
          ],
        },
      ],
    });
  });

  it('leads to the name of the upstream, where no other is passed on', () => {
    expect(by('http://127.0.0.1:3000/items/', site('proxy_redirect off;'))).toMatchObject({
      summary: expect.stringContaining('nginx passes on 127.0.0.1:3000 as the name'),
      fixes: [{ steps: [{ replace: expect.stringContaining('Host $http_host') }, {}] }],
    });
  });

  it.each([
    ['the port is passed on', withoutPort, site('proxy_set_header Host $http_host;')],
    [
      'nginx redirects by itself',
      withoutPort,
      site('proxy_set_header Host $host; return 301 http://$host/x;'),
    ],
    ['it leads to a place that nginx did not name', 'http://10.9.9.9/', site('')],
  ])('is not blamed on nginx where %s', (_, location, text) => {
    expect(by(location, text)).toMatchObject({
      fixes: [{ title: 'Correct the redirect where the server makes it' }, {}],
    });
  });
});
