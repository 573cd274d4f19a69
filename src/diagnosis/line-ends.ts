import type { Fix, Step } from '../programs/fixes/fix.js';

/** A text without the carriage returns at the ends of its lines. */
const unreturned = (text: string): string => text.replace(/\r(?=\n|$)/g, '');

/** In resolv.conf the return is what is wrong: the C library takes it for a part of the line's last word. */
const losesReturns = (step: Step): boolean =>
  step.do === 'edit' && step.file !== '/etc/resolv.conf' && step.find.includes('\r');

/**
 * A fix whose edits name lines without the carriage returns that end them in a file of Windows: nobody sees those, or
 * pastes them, and what opens the file as text has taken them away.
 */
export const withoutReturns = (fix: Fix): Fix =>
  fix.steps?.some(losesReturns)
    ? {
        ...fix,
        steps: fix.steps.map(step =>
          step.do === 'edit' && losesReturns(step)
            ? { ...step, find: unreturned(step.find), replace: unreturned(step.replace) }
            : step,
        ),
      }
    : fix;
