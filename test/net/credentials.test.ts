import { expect, it } from 'vitest';
import { basicAuthorization, credentialsIn } from '../../src/net/credentials.js';

it.each([
  ['http://ana:pw@host/', { user: 'ana', password: 'pw' }],
  ['https://ana@host:8443/x', { user: 'ana', password: '' }],
  ['http://:pw@host', { user: '', password: 'pw' }],
  ['http://a%40b:p%3Aw:x@host', { user: 'a@b', password: 'p:w:x' }],
  ['http://a%zz:%@host', { user: 'a%zz', password: '%' }],
  ['http://ana:p@w@host/', { user: 'ana', password: 'p@w' }],
  ['http://host/a@b', undefined],
  ['http://host/?x=http://a:b@c', undefined],
  ['http://:@host', undefined],
  ['8000', undefined],
  ['ana@host', undefined],
])('%s', (typed, expected) => expect(credentialsIn(typed)).toEqual(expected));

it('are written as RFC 7617 says', () =>
  expect(basicAuthorization({ user: 'Aladdin', password: 'open sesame' })).toBe(
    'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
  ));
