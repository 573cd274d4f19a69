/** The address families as Linux numbers them (linux/socket.h). */
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;

/** 4 or 6 by the kernel's number; undefined for every other family. */
export const familyByNumber = (number: number | undefined): 4 | 6 | undefined =>
  number === AF_INET ? 4 : number === AF_INET6 ? 6 : undefined;
