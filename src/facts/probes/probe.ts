import { connect } from './connect.js';
import { blank, getOn } from './converse.js';
import type { ProbePlan } from './plan.js';
import type { Conversation, Probe } from './types.js';
import { wireOf } from './wire.js';

/**
 * Connects as planned, talks, and reports what came of it. Never rejects, sends nothing but to the planned address
 * (and to where a redirect on this machine leads), and is over at `deadline`, in performance.now() time.
 */
export async function probe(plan: ProbePlan, deadline: number): Promise<Probe> {
  const connection = await connect(plan.address, plan.port, plan.local, deadline);
  const conversations: Conversation[] = [];
  if (connection.socket !== null) {
    const wire = wireOf(connection.socket);
    const base = blank(plan.address, plan.port, 'http', 'asked');
    conversations.push(
      await getOn(wire, base, plan.question.name ?? plan.address, plan.question.path, deadline),
    );
  }
  return {
    protocol: plan.protocol,
    address: plan.address,
    port: plan.port,
    outcome: connection.outcome,
    errno: connection.errno,
    offender: null,
    ms: connection.ms,
    conversations,
    ...(plan.because && { because: plan.because }),
  };
}
