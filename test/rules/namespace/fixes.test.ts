import { describe, expect, it } from 'vitest';
import { rebindInside } from '../../../src/rules/namespace/fixes.js';
import { container } from '../../support/ground.js';

const words = (command: readonly string[], options: readonly string[] = []) => ({
  again: { options, command },
});
const fixOf = (over: Parameters<typeof container>[1], address = '127.0.0.1', others = [container('web')]) => {
  const shop = container('shop', over);
  return rebindInside(shop, { address, port: 80 }, 'container shop', { all: [shop, ...others] });
};
const made = (...of: Parameters<typeof fixOf>) => {
  const last = fixOf(...of).steps?.at(-1);
  return last?.do === 'run' ? last.command : undefined;
};

describe('a server on the loopback of its container', () => {
  it.each([
    ['an address with its port', ['httpd', '-f', '-p', '127.0.0.1:80'], 'httpd -f -p 0.0.0.0:80'],
    ['an option', ['flask', 'run', '--host=localhost'], 'flask run --host=0.0.0.0'],
    [
      'a line for a shell',
      ['sh', '-c', 'sleep 1; httpd -p 127.0.0.1:80'],
      "sh -c 'sleep 1; httpd -p 0.0.0.0:80'",
    ],
  ])('is made again with its command changed: %s', (_, command, expected) =>
    expect(made(words(command))).toBe(`docker run -d --name shop web:1 ${expected}`),
  );

  it('keeps every port that it had, and listens by IPv6 where it did', () => {
    const port = { protocol: 'tcp' as const, hostAddress: '0.0.0.0', hostPort: 8080, containerPort: 80 };
    const again = words(['app', '--bind', '[::1]:80']);
    expect(made({ ...again, published: [port] }, '::1')).toBe(
      "docker run -d --name shop -p 8080:80 web:1 app --bind '[::]:80'",
    );
  });

  it('says that others can then connect where they can', () => {
    const on = (hostAddress: string) => {
      const port = { protocol: 'tcp' as const, hostAddress, hostPort: 8080, containerPort: 80 };
      return fixOf({ ...words(['app', '--bind', '127.0.0.1']), published: [port] }).risk;
    };
    expect(on('127.0.0.1')).not.toContain('Every machine');
    expect(on('0.0.0.0')).toContain('Every machine');
  });

  it('publishes the port too where nothing leads there yet', () => {
    const shop = container('shop', words(['app', '--host', '127.0.0.1']));
    const wanted = { hostPort: 80, containerPort: 80, protocol: 'tcp' } as const;
    const fix = rebindInside(shop, { address: '127.0.0.1', port: 80 }, 'container shop', { wanted });
    expect(fix.title).toContain('publish the port');
    expect(fix.steps?.at(-1)).toMatchObject({
      command: 'docker run -d --name shop -p 80:80 web:1 app --host 0.0.0.0',
    });
  });

  it.each([
    ['its image says so', words(['node', 'app.js'])],
    ['two words name loopback', words(['app', '--host', '127.0.0.1', '--listen', '127.0.0.1'])],
    ['something of it would be lost', {}],
  ])('is for people where %s', (_, over) => expect(made(over)).toBeUndefined());

  it('is for people where others use its network', () =>
    expect(
      made(words(['httpd', '-p', '127.0.0.1:80']), '127.0.0.1', [
        container('guest', { networkMode: 'container:shop' }),
      ]),
    ).toBeUndefined());
});
