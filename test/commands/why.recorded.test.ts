import { expect, it } from 'vitest';
import { recorded } from '../../src/commands/why.recorded.js';
import type { Gathered } from '../../src/facts/gather.js';
import type { Target } from '../../src/net/target.js';

const target = { input: 'shop.test:8000', host: 'shop.test' } as Target;
const question = (kind: string, address: string, local: boolean) => ({
  vantage: { kind },
  address,
  local,
  family: 4,
});
const looks = [
  {
    target,
    questions: [
      question('self', '10.0.0.99', false),
      question('lan', '10.0.0.99', false),
      question('self', '10.0.0.1', true),
      question('lan', '10.0.0.1', true),
    ],
  },
] as unknown as readonly Gathered[];

it('keeps what was tried from here of another machine, for whichever client it was looked at', () => {
  const [look] = recorded(looks, [target], { from: 'lan', family: null });
  expect(look?.questions.map(({ vantage, address }) => `${vantage.kind} ${address}`)).toEqual([
    'self 10.0.0.99',
    'lan 10.0.0.99',
    'lan 10.0.0.1',
  ]);
});

it('keeps what was asked of a name that leads nowhere, which nobody else can be asked about', () => {
  const nowhere = [{ target, questions: [question('self', '', true)] }] as unknown as readonly Gathered[];
  expect(recorded(nowhere, [target], { from: 'lan', family: null })[0]?.questions).toHaveLength(1);
});
