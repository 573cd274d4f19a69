import { expect, it } from 'vitest';
import { diagnosed, listener, probe, running } from '../../support/healthy.js';

const apache = running(30, ['/usr/sbin/apache2', '-k', 'start'], { name: 'apache2', directory: '/srv' });
const site = (port: number) => `<VirtualHost *:${port}>\n DocumentRoot /srv\n</VirtualHost>\n`;

/** Apache listens on another port than the one that is asked for, and its files say this. */
function asked(port: number, open: number, ...texts: readonly string[]) {
  const socket = listener('0.0.0.0', open, { inode: 1 });
  const files = texts.map((text, index) => ({ path: `/etc/apache2/${index}.conf`, text, modifiedAt: 0 }));
  return diagnosed(String(port), {
    sockets: [],
    listeners: [socket],
    processes: [apache],
    owners: { pidsByInode: { 1: [30] }, hidden: [] },
    probes: [probe('127.0.0.1', port, 'refused'), probe('10.0.0.1', port, 'refused')],
    configuration: files,
  }).causes[0];
}

it('names the site of Apache that no Listen line opens, also where Apache listens close by', () => {
  for (const [open, code] of [
    [80, 'port/nothing-listens'],
    [8080, 'port/wrong-port'],
  ] as const)
    expect(asked(8081, open, `Listen ${open}\n`, site(8081))).toMatchObject({
      code,
      summary: expect.stringContaining('/etc/apache2/1.conf has a site'),
      fixes: [{ title: 'Let Apache open the port' }, {}],
    });
  expect(asked(8081, 80, 'Listen 80\nListen 8081\n', site(8081))?.summary).not.toContain('a site');
});

const debian =
  'Listen 80\n<IfModule ssl_module>\n\tListen 443\n</IfModule>\n<IfModule mod_gnutls.c>\n\tListen 443\n</IfModule>\n';

it('names the module of Apache by which alone a port is opened, and which is not loaded', () => {
  expect(asked(443, 80, debian, `<IfModule mod_ssl.c>\n${site(443)}</IfModule>\n`)).toMatchObject({
    code: 'port/nothing-listens',
    summary: expect.stringContaining('/etc/apache2/0.conf has Apache open it with its module ssl'),
    fixes: [{ text: expect.stringContaining('a2enmod ssl') }, {}],
  });
});

it.each([
  ['it is loaded', debian, 'LoadModule ssl_module /usr/lib/mod_ssl.so\n'],
  ['another one that opens it is loaded', debian, 'LoadModule gnutls_module /usr/lib/mod_gnutls.so\n'],
  ['the port is opened without it', `${debian}Listen 443\n`, ''],
  ['its name cannot be read', 'Listen 80\n<IfModule mod-ssl.c>\nListen 443\n</IfModule>\n', ''],
  ['the part is for want of it', 'Listen 80\n<IfModule !mod_ssl.c>\nListen 443\n</IfModule>\n', ''],
])('says nothing of a module where %s', (_, ports, more) =>
  expect(asked(443, 80, ports, more, site(443))?.summary).not.toContain('its module'),
);

it('reads the ports of Apache by address and protocol, and lines of any length in no time', () => {
  for (const line of ['Listen [::]:8081', 'Listen 10.0.0.1:8081 http', '  listen\t8081'])
    expect(asked(8081, 80, `Listen 80\n${line}\n`, site(8081))?.summary).not.toContain('a site');
  const long = ['1', '1:', ' '].map(
    each => `Listen ${each.repeat(200_000)};\n<VirtualHost ${each.repeat(200_000)}\n`,
  );
  const before = performance.now();
  asked(8081, 80, 'Listen 80\n', site(8081), ...long);
  expect(performance.now() - before).toBeLessThan(2000);
});
