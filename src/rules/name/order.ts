/** `[NOTFOUND=return]`, `[!UNAVAIL=return]` … (nsswitch.conf(5)): the states after which the search ends. */
const ACTION = /(!?)\s*(SUCCESS|NOTFOUND|UNAVAIL|TRYAGAIN)\s*=\s*return/gi;

/** The words end a search that found nothing, in one state of failure at least. */
function endsFailure(word: string): boolean {
  if (!word.startsWith('[')) return false;
  // "Not this one" leaves at least one other state of failure.
  return [...word.matchAll(ACTION)].some(
    ([, not, state]) => not === '!' || state!.toUpperCase() !== 'SUCCESS',
  );
}

/**
 * The action of nsswitch.conf's hosts line that ends a search in vain before `source` is asked; undefined where there is
 * none, or where the source is not on the line. The sources named by `passedOver` never end it.
 */
export function endBefore(
  order: readonly string[],
  source: string,
  passedOver: (before: string) => boolean = () => false,
): string | undefined {
  const until = order.indexOf(source);
  return order.find(
    (word, index) => index < until && endsFailure(word) && !passedOver(order[index - 1] ?? ''),
  );
}
