import { asEndpoint, byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Meilisearch (meilisearch.com/docs, "HTTP address & port binding"). */
export const program: Program = byOption({
  id: 'meilisearch',
  title: 'Meilisearch',
  names: ['meilisearch'],
  options: ['--http-addr'],
  value: asEndpoint,
  ports: [7700],
  address: '127.0.0.1',
});
