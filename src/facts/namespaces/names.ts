/** A network namespace that is kept by a mount: `ip netns add NAME` makes /run/netns/NAME. */
export interface Mounted {
  readonly inode: number;
  readonly path: string;
}

/** The network namespaces that are mounted somewhere, from /proc/self/mountinfo (proc(5)): `net:[4026532281]` is its root. */
export function parseMountinfo(text: string): Mounted[] {
  return text.split('\n').flatMap(line => {
    const found = /^\d+ \d+ \S+ net:\[(\d+)\] (\S+) /.exec(line);
    if (!found) return [];
    const path = found[2]!.replace(/\\([0-7]{3})/g, (_, octal) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    return [{ inode: Number(found[1]), path }];
  });
}

/** The name that `ip netns` has for a mounted namespace; null for one that an engine keeps for itself. */
export const netnsName = ({ path }: Mounted): string | null =>
  /^(?:\/var)?\/run\/netns\/([^/]+)$/.exec(path)?.[1] ?? null;

/**
 * The container that a process belongs to, from the text of /proc/PID/cgroup (cgroups(7)): the id that Docker, Podman,
 * containerd and CRI-O put into the path, or the name that LXC and systemd-nspawn do.
 */
export function containerIn(cgroup: string): string | null {
  const id = /(?:^|[/:-])([\da-f]{64})(?:\.scope)?(?:\/|$)/m.exec(cgroup)?.[1];
  if (id) return id;
  const name = /\/lxc\.payload\.([^/\n]+)|\/lxc\/([^/\n]+)|\/machine-([^/\n]+)\.scope/.exec(cgroup);
  const found = name?.[1] ?? name?.[2] ?? name?.[3];
  return found ? unescapeUnit(found) : null;
}

/** The systemd unit that a process belongs to: the last NAME.service of its cgroup path, or null. */
export const unitIn = (cgroup: string): string | null => {
  const found = /.*\/([^/\n]+\.service)(?:\/|$)/m.exec(cgroup)?.[1];
  return found ? unescapeUnit(found) : null;
};

/** systemd writes special characters of a unit's name as \xNN (systemd.unit(5)). */
const unescapeUnit = (name: string): string =>
  name.replace(/\\x([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
