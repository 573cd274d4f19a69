/** That something is hidden from whoever asks: an ordinary user, or the root of a container, who may not look everywhere. */
export const unseenBy = (uid: number | undefined): string =>
  `cannot be seen ${uid === 0 ? 'from here' : 'without root'}`;

/** The same of what was not looked for: what it would take. */
export const toBeSeenBy = (uid: number | undefined): string =>
  uid === 0 ? unseenBy(uid) : 'would take root to see';
