import type { System } from '../system/system.js';

/** Says that nothing is at the path; what may not be looked at may be there. */
export const isMissing = (system: System, path: string): boolean => {
  try {
    system.status(path, true);
    return false;
  } catch (error) {
    return /^(ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? '');
  }
};
