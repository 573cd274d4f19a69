import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Application } from './application.js';
import { errorReply } from './plain.js';
import { refuse } from './refusals.js';
import { discard } from './reply.js';
import { send } from './send.js';
import { type Slot, slotOf } from './slot.js';
import { requestOf } from './source.js';

/** What the network needs beside the application. */
export interface HandleOptions {
  readonly now: () => number;
  /** Told of an application that threw; the client gets a 500. */
  readonly report: (error: unknown) => void;
}

/** More requests sent ahead than this on one connection, and it is closed. */
const mostWaiting = 1000;

/**
 * Node's request listener for an application. Requests of one connection are answered one after the other, so that sending
 * many ahead opens no more files than sending one.
 */
export const handle =
  (application: Application, options: HandleOptions) =>
  (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const slot = slotOf(incoming.socket);
    if (!slot) return;
    if (!isBusy(slot)) answer(application, options, slot, incoming, outgoing);
    else if (slot.waiting.length >= mostWaiting) slot.socket.destroy();
    else {
      if (slot.waiting.length === 0) slot.outgoing!.on('finish', () => goOn(slot));
      slot.waiting.push(() => answer(application, options, slot, incoming, outgoing));
      slot.socket.pause();
    }
  };

const isBusy = ({ outgoing, waiting }: Slot): boolean =>
  waiting.length > 0 || (outgoing !== undefined && !outgoing.writableFinished);

const goOn = (slot: Slot): void => {
  const next = slot.waiting.shift();
  next?.();
  if (slot.waiting.length > 0) slot.outgoing!.on('finish', () => goOn(slot));
  else slot.socket.resume();
};

const answer = (
  application: Application,
  options: HandleOptions,
  slot: Slot,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void => {
  slot.incoming = incoming;
  slot.outgoing = outgoing;
  slot.activeAt = options.now();
  const refused = refuse(incoming);
  if (refused !== undefined) {
    send(outgoing, errorReply(refused, '', ['Connection', 'close']), false);
    return;
  }
  const head = incoming.method === 'HEAD';
  try {
    const response = application(requestOf(incoming, outgoing));
    if (response instanceof Promise)
      response.then(
        value => deliver(outgoing, value, head),
        error => fail(incoming, outgoing, error, options),
      );
    else deliver(outgoing, response, head);
  } catch (error) {
    fail(incoming, outgoing, error, options);
  }
};

const deliver = (outgoing: ServerResponse, response: Response, head: boolean): void => {
  if (outgoing.destroyed) discard(response);
  else send(outgoing, response, head);
};

/** An application that reads a request which is cut off fails, too, and that is no fault of its own. */
const isCutOff = ({ complete, destroyed }: IncomingMessage): boolean => destroyed && !complete;

const fail = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  error: unknown,
  { report }: HandleOptions,
): void => {
  if (!isCutOff(incoming)) report(error);
  if (outgoing.headersSent || outgoing.destroyed) outgoing.destroy();
  else send(outgoing, errorReply(500, '<p>The application failed.'), false);
};
