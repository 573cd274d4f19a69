/** More sockets than one process may have. */
const SPAN = 2 ** 20;

/**
 * A number for a socket of a system whose sockets have none, made of the process that holds it and the place in the
 * list; a socket that two processes share is two rows there.
 */
export const pidInode = (pid: number, place: number): number => (pid === 0 ? 0 : pid * SPAN + (place % SPAN));

/** The process in such a number. */
export const pidIn = (inode: number): number => Math.floor(inode / SPAN);
