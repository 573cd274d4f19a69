const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * From here on an interrupt ends no step halfway, or a server would be stopped and not started again: `interrupted`
 * tells of one, until `letGo`.
 */
export function heldTogether(): { readonly interrupted: () => boolean; readonly letGo: () => void } {
  let came = false;
  const note = () => {
    came = true;
  };
  for (const signal of signals) process.on(signal, note);
  return {
    interrupted: () => came,
    letGo: () => {
      for (const signal of signals) process.off(signal, note);
    },
  };
}
