// Written by `npm run new-cause -- --index` from the folders beside it.
import type { Rule } from './rule.js';

/** Every rule, sorted by its code. */
export const rules: readonly Rule[] = [];
