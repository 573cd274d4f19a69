import { expect, it } from 'vitest';
import { valueIn } from '../../src/facts/fact.js';
import { searchFor } from '../../src/facts/search.js';
import { realSystem } from '../../src/system/real.js';

it.skipIf(realSystem.platform !== 'linux')(
  'finds no server in netcheck itself, whoever started it (/proc)',
  () => {
    const found = (valueIn(searchFor(realSystem, null, [process.ppid]).processes) ?? []).map(
      ({ pid }) => pid,
    );
    expect(found).toContain(process.ppid);
    expect(found).not.toContain(process.pid);
  },
);
