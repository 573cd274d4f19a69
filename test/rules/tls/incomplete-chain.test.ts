import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { TlsReport } from '../../../src/facts/probes/types.js';
import type { Finding } from '../../../src/rules/rule.js';
import { rule } from '../../../src/rules/tls/incomplete-chain.js';
import { verdictOf } from '../../support/ground.js';
import { listener, running } from '../../support/healthy.js';
import { certificate, heard, inTls, port, secureUrl } from '../../support/talks.js';

describe('tls/incomplete-chain', () => {
  it.each([
    [
      'the issuer lies in a file',
      secureUrl,
      [
        inTls({
          untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
          issuerFile: { path: `/i.pem`, selfSigned: false },
        }),
      ],
      { severity: 'error' },
    ],
    [
      'it says where to fetch it',
      secureUrl,
      [
        inTls({
          untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
          chain: [certificate({ issuerUrl: `http://r3.example/` })],
        }),
      ],
      { severity: 'error' },
    ],
    [
      'by its name',
      secureUrl,
      [
        inTls({
          untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
          chain: [certificate({ issuer: `CN=Stage Intermediate CA` })],
        }),
      ],
      { severity: 'error' },
    ],
    [
      'where a port was asked',
      port,
      [
        inTls({
          untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE`,
          chain: [certificate({ issuerUrl: `http://r3.example/` })],
        }),
      ],
      { severity: 'note' },
    ],
  ])('is found: %s', (_, question, conversations, expected) =>
    expect(verdictOf(rule, heard(conversations), question)).toMatchObject(expected),
  );

  it.each([
    ['whole', secureUrl, [inTls()]],
    ['an unknown root', secureUrl, [inTls({ untrusted: `UNABLE_TO_VERIFY_LEAF_SIGNATURE` })]],
    [
      'self-signed',
      secureUrl,
      [
        inTls({
          untrusted: `DEPTH_ZERO_SELF_SIGNED_CERT`,
          chain: [certificate({ selfSigned: true, issuerUrl: `http://a` })],
        }),
      ],
    ],
  ])('is ruled out: %s', (_, question, conversations) =>
    expect(verdictOf(rule, heard(conversations), question)).toBe('ruled-out'),
  );
});

describe('the server on this machine', () => {
  const path = '/etc/nginx/cert.pem';
  const stepsOf = (servedFile: TlsReport['servedFile']) => {
    const alone = inTls({
      untrusted: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      issuerFile: { path: '/etc/nginx/i.pem', selfSigned: false },
      servedFile,
    });
    const listening = listener('0.0.0.0', 8000);
    const facts = {
      ...heard([alone]),
      sockets: known([listening], 'sock_diag'),
      owners: known({ pidsByInode: { [listening.inode]: [42] }, hidden: [] }, '/proc'),
      processes: known([running(42, ['nginx: master process nginx'], { name: 'nginx' })], '/proc'),
      configuration: known(
        [{ path: '/etc/nginx/nginx.conf', text: `ssl_certificate ${path};\n`, modifiedAt: 0 }],
        'nginx',
      ),
    };
    const found = verdictOf(rule, facts, { ...secureUrl, local: true }) as Finding;
    return found.fixes[0]?.steps;
  };

  const reload = [
    { do: 'run', command: 'nginx -t' },
    { do: 'run', command: 'kill -HUP 42' },
  ];

  it.each([
    [undefined, undefined],
    [{ path }, { do: 'run', command: '{ echo; cat /etc/nginx/i.pem; } >>/etc/nginx/cert.pem' }],
    [
      { path, whole: '/etc/nginx/fullchain.pem' },
      { do: 'edit', file: '/etc/nginx/nginx.conf', find: path, replace: '/etc/nginx/fullchain.pem' },
    ],
  ])('is given the whole chain: %j', (servedFile, step) =>
    expect(stepsOf(servedFile)).toEqual(step && [step, ...reload]),
  );

  it('is told to read its file again, where that is whole by now', () =>
    expect(stepsOf({ path, whole: path })).toEqual(reload));
});
