/** One thing that SELinux refused a program, as the kernel's audit record says it (type=AVC). */
export interface Denial {
  /** Milliseconds since the epoch; null where the record was read without its time. */
  readonly at: number | null;
  /** name_bind: to have a port; name_connect: to connect to one. */
  readonly permission: 'name_bind' | 'name_connect';
  /** The name of the program, at most 15 characters (comm). */
  readonly name: string;
  readonly port: number;
  /** The type of the program's context, httpd_t, and the type that the policy gives the port, transproxy_port_t. */
  readonly domain: string;
  readonly portType: string;
  readonly protocol: string;
  readonly line: string;
}

/** What SELinux has to do with it. */
export interface Selinux {
  /** False too where there is no SELinux. In permissive mode nothing is refused. */
  readonly enforcing: boolean;
  /** The latest refusals of ports, oldest first. */
  readonly denials: readonly Denial[];
  /** Where they were read. */
  readonly source: string;
}
