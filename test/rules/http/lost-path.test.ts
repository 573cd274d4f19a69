import { expect, it } from 'vitest';
import { byPrefix, byWords, outOfPrefix } from '../../../src/rules/http/lost-path.js';
import { byNamedPath } from '../../../src/rules/http/path-named.js';
import { answer, said } from '../../support/talks.js';

const passed = {
  prefix: '/app/',
  text: 'proxy_pass http://127.0.0.1:9000/;',
  place: '/etc/nginx/sites-enabled/shop:4',
  handed: '/cart',
  whole: 'proxy_pass http://127.0.0.1:9000;',
  behind: 'proxy_pass http://127.0.0.1:9000/;',
  back: 'proxy_redirect / /app/;',
};

it('sets the directive to write by itself, as what is typed', () => {
  expect(byPrefix(passed, '/app/cart').fix.text).toContain(`:4:\n  ${passed.whole}\nThen`);
  expect(byPrefix({ ...passed, handed: '/app/cart' }, '/app/cart').fix.text).toContain(
    `:4:\n  ${passed.behind}\nThen`,
  );
  expect(outOfPrefix(passed, '/app/cart', '/login')?.fix.text).toContain(`it:\n  ${passed.back}\nThen`);
});

it.each([
  ['<pre>Cannot GET /v1/users</pre>', 'takes /api off'],
  ['{"message":"Route GET:/v1/users not found","error":"Not Found","statusCode":404}', 'takes /api off'],
  ['No route matches [GET] &quot;/v1/users&quot;', 'takes /api off'],
  ['The requested resource [/shop/api/v1/users] is not available', 'puts /shop on'],
  ['{"timestamp":"x","status":404,"error":"Not Found","path":"/v1/users"}', 'takes /api off'],
  ['Cannot GET /api/v1/users', undefined],
  ['Cannot GET /login', undefined],
  ['no such page', undefined],
])('goes by the path that an application names: %s', (body, says) => {
  const end = said({ path: '/api/v1/users?all=1', http: answer(404, body) });
  const lost = byNamedPath(end);
  if (says === undefined) expect(lost).toBeUndefined();
  else expect(lost?.says).toContain(says);
});

it('names the file that an application could not answer with', () => {
  const page =
    "<pre>Error: ENOENT: no such file or directory, stat '/srv/shop/build/index.html'<br> &nbsp;</pre>";
  const lost = (body: string) => byNamedPath(said({ path: '/', http: answer(404, body) }));
  expect(lost(page)?.says).toBe('The file that it answers with is not there: /srv/shop/build/index.html.');
  expect(lost(page.replaceAll("'", '&#39;'))?.says).toContain(' /srv/shop/build/index.html.');
  expect(lost('<pre>Not Found</pre>')).toBeUndefined();
});

it('knows why Express has no path that its source has', () => {
  expect(byWords('<pre>Cannot GET /login</pre>')?.text).toContain('another method alone');
  expect(byWords('<pre>Cannot GET /socket.io/</pre>')?.text).toContain('server.listen(PORT)');
});
