/** How the constants that a field is compared with are written. */
export type Kind =
  | 'address'
  | 'number'
  | 'name'
  | 'protocol'
  | 'text'
  | 'exists'
  | 'tcp-flags'
  | 'ct-state'
  | 'ct-status'
  | 'icmp-type'
  | 'icmpv6-type'
  | 'icmp-code'
  | 'hour'
  | 'day'
  | 'date';
