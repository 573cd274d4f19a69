import { describe, expect, it } from 'vitest';
import { admittanceOf } from '../../src/programs/client-rules.js';

const passed = { port: 80, host: 'shop.test', path: '/admin/x?y=1' };
const of = (program: string, text: string, client = '10.77.0.2') =>
  admittanceOf([{ path: '/etc/x.conf', text, modifiedAt: 0 }], program, passed, {
    client,
    server: '10.77.0.1',
  });

describe('nginx', () => {
  it.each([
    ['server { listen 80; deny all; }', false],
    ['server { listen 80; allow 10.77.0.0/24; deny all; }', true],
    ['server { listen 80; deny 10.77.0.2; allow all; }', false],
    ['server { listen 80; deny all; location /admin { allow 10.77.0.0/16; deny all; } }', true],
    ['server { listen 80; location /admin { allow 127.0.0.1; deny all; } }', false],
    ['http { deny all; server { listen 80; location / { } } }', false],
    ['server { listen 80; location /other { deny all; } }', undefined],
    ['server { listen 80; satisfy any; deny all; auth_basic x; }', undefined],
    ['server { listen 80; allow fd77::/64; deny all; }', false],
    ['server { listen 80; allow unix:; }', undefined],
  ])('%s', (text, expected) => expect(of('nginx', text)?.admitted).toBe(expected));

  it('says which line decides', () =>
    expect(of('nginx', 'server { listen 80;\n allow 127.0.0.1;\n deny all; }')).toMatchObject({
      line: 3,
      text: 'deny all',
    }));
});

describe('Apache', () => {
  const root = 'DocumentRoot /var/www\n';
  it.each([
    [
      `${root}<Directory />\nRequire all denied\n</Directory>\n<Directory /var/www>\nRequire all granted\n</Directory>`,
      true,
    ],
    [`${root}<Directory /var/www>\nRequire local\n</Directory>`, false],
    [`${root}<Directory /var/www>\nRequire ip 10.77\n</Directory>`, true],
    [`${root}<Directory /var/www>\nRequire ip 10.78 192.168.0.0/16\n</Directory>`, false],
    [`${root}<Directory /var/www>\nRequire local\nRequire ip 10.77.0.2\n</Directory>`, true],
    [
      `${root}<Directory /var/www>\nRequire all granted\n</Directory>\n<Location /admin>\nRequire local\n</Location>`,
      false,
    ],
    [`${root}<Directory /var/www>\nRequire valid-user\n</Directory>`, undefined],
    [
      `${root}<Directory /var/www>\n<RequireAll>\nRequire all granted\nRequire not ip 10.77\n</RequireAll>\n</Directory>`,
      undefined,
    ],
    [`${root}<Directory /srv>\nRequire all denied\n</Directory>`, undefined],
    [
      `<VirtualHost *:80>\n</VirtualHost>\n<VirtualHost *:81>\n${root}<Directory /var/www>\nRequire local\n</Directory>\n</VirtualHost>`,
      undefined,
    ],
  ])('%s', (text, expected) => expect(of('apache2', text)?.admitted).toBe(expected));

  it('lets this machine in as local by any of its addresses', () => {
    const text = `${root}<Directory /var/www>\nRequire local\n</Directory>`;
    expect(of('apache2', text, '10.77.0.1')?.admitted).toBe(true);
    expect(of('apache2', text, '127.0.0.1')?.admitted).toBe(true);
  });
});

it('says nothing of other programs', () => expect(of('caddy', 'deny all')).toBeUndefined());
