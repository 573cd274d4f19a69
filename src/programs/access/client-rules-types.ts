/** A client, and the address of the server that it comes to. */
export interface Coming {
  readonly client: string;
  readonly server: string;
}

/** A line of a configuration. */
export interface Written {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** What a web server's configuration says of clients from one address, and the line that decides: deny all */
export interface Admittance extends Written {
  readonly admitted: boolean;
  /** What they are told who are kept out, where that is not 403; UNANSWERED where they get no answer at all. */
  readonly status?: number;
  /** Who is kept out by it may come in with a password all the same: satisfy any. */
  readonly password?: true;
  /** Whom it lets in has to bring a password besides, by this directive. */
  readonly besides?: Written;
}
