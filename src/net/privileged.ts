/** From here on a port takes no privileges to listen on, unless the machine is told otherwise (ip(7)). */
const FIRST_FREE = 1024;

/** Whether the port is one that servers without privileges stand behind, by a redirect or a proxy. */
export const isPrivileged = (port: number | null): boolean => port !== null && port < FIRST_FREE;
