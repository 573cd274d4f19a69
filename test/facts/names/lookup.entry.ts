import { valueIn } from '../../../src/facts/fact.js';
import { lookUpName } from '../../../src/facts/names/read.js';
import { realSystem } from '../../../src/system/real.js';

for (const name of process.argv.slice(2)) {
  const found = valueIn(await lookUpName(realSystem, name, performance.now() + 9000));
  console.log(JSON.stringify(found));
}
process.exit();
