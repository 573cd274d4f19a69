/** That a program is hidden from whoever asks: an ordinary user, or the root of a container, who may not look into it (ptrace(2)). */
export const unseenBy = (uid: number | undefined): string =>
  `cannot be seen without ${uid === 0 ? 'CAP_SYS_PTRACE, which this process was not given' : 'root'}`;

/** The same of what was not looked for: what it would take. */
export const toBeSeenBy = (uid: number | undefined): string =>
  uid === 0 ? 'cannot be seen from here' : 'would take root to see';

/** What to do about a hidden program, or rule; `says` is what netcheck tells of it then. */
export const toBeTold = (uid: number | undefined, says: string, capability = 'SYS_PTRACE'): string =>
  uid === 0
    ? `In a container, ask on the machine itself, or start the container with --cap-add ${capability}: netcheck ${says}.`
    : `Run netcheck with sudo: it ${says}.`;
