import { socketCalls } from './netlink/library.js';

/** Where programs are attached (enum bpf_attach_type of linux/bpf.h). */
export const BPF_TCX = { ingress: 46, egress: 47 } as const;

const BPF_PROG_QUERY = 16;
/** What of union bpf_attr such a question takes: target, hook, flags, pointer to ids, their number. */
const QUERY = 64;
const COUNT = 24;

/**
 * How many BPF programs are attached to a hook of an interface, by its index: bpf(2), BPF_PROG_QUERY. 0 where the kernel
 * has no such hook, undefined where it may not be asked (CAP_NET_ADMIN) or there is no way to.
 */
export function attachedPrograms(hook: number, index: number): number | undefined {
  try {
    const calls = socketCalls();
    const query = Buffer.alloc(QUERY);
    query.writeUInt32LE(index, 0);
    query.writeUInt32LE(hook, 4);
    return calls?.bpf(BPF_PROG_QUERY, query, QUERY) === 0 ? query.readUInt32LE(COUNT) : undefined;
  } catch {
    return undefined;
  }
}
