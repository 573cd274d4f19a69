import type { ConfigurationFile } from '../../facts/configuration/types.js';

/** A client of a server: where it comes from and goes to, and whether it is on one of the server's own networks. */
export interface Coming {
  readonly client: string;
  readonly server: string;
  readonly near: boolean;
  readonly port: number;
  /** The arguments of the server's command. */
  readonly args: readonly string[];
}

/** The setting by which a server keeps a client out. */
export interface KeptOut {
  readonly file: string;
  /** The setting as it is written; null where it is missing, and nobody from elsewhere is let in then. */
  readonly text: string | null;
  readonly setting: string;
  /** What would let the client's `network` in. */
  letIn(network: string): string;
  /** A command that does so, where one line does. */
  command?(network: string): string;
}

/** Says whether a client is kept out by a program's files; undefined where it is not, or where that cannot be told. */
export type Judge = (files: readonly ConfigurationFile[], coming: Coming) => KeptOut | undefined;
