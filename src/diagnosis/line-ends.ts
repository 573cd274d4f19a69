import type { Fix } from '../programs/fixes/fix.js';

/** A text without the carriage returns at the ends of its lines. */
const unreturned = (text: string): string => text.replace(/\r(?=\n|$)/g, '');

/**
 * A fix whose edits name lines without the carriage returns that end them in a file of Windows: nobody sees those, or
 * pastes them, and what opens the file as text has taken them away.
 */
export const withoutReturns = (fix: Fix): Fix =>
  fix.steps?.some(step => step.do === 'edit' && step.find.includes('\r'))
    ? {
        ...fix,
        steps: fix.steps.map(step =>
          step.do === 'edit'
            ? { ...step, find: unreturned(step.find), replace: unreturned(step.replace) }
            : step,
        ),
      }
    : fix;
