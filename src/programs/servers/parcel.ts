import { byOption } from '../by-option.js';
import type { Program } from '../program.js';

/** Parcel's development server (parceljs.org, "CLI"). */
export const program: Program = byOption({
  id: 'parcel',
  title: 'Parcel',
  names: ['parcel', 'parcel.js'],
  options: ['--host'],
  ports: [1234],
  address: '0.0.0.0',
});
