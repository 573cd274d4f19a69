/** The octets of a hardware address as people write them: `52:54:00:12:34:56`. Empty for none. */
export const formatHardwareAddress = (bytes: Uint8Array): string =>
  Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(':');
