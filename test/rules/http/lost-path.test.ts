import { expect, it } from 'vitest';
import { byPrefix, outOfPrefix } from '../../../src/rules/http/lost-path.js';

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
