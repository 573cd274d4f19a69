/** A mistake of the person who typed: one line, status 2. Known by its name, because bundles do not share classes. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  constructor(
    message: string,
    /** What to type instead, as a second sentence. */
    readonly hint?: string,
  ) {
    super(message);
  }
}
