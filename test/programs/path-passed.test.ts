import { expect, it } from 'vitest';
import { pathPassed } from '../../src/programs/proxies/path-passed.js';
import { file } from './situation.js';

it('tells what Apache makes of a path, whatever the .htaccess of a folder rewrites', () => {
  const main = file('/etc/apache2/apache2.conf', 'ProxyPass /shop/ http://127.0.0.1:3000/\n');
  const rules = 'RewriteEngine on\nRewriteRule . /index.php [L]\n';
  const handed = (path: string) =>
    pathPassed([main, file(path, rules)], 'apache2', { port: 80, host: null, path: '/shop/x' })?.handed;
  expect(handed('/var/www/.htaccess')).toBe('/x');
  expect(handed('/etc/apache2/rules.conf')).toBeUndefined();
});
