import type { Container } from './types.js';

/** The container whose network this one uses (--network container:NAME); itself mostly. */
export function networkOwner(container: Container, all: readonly Container[]): Container {
  const shared = /^container:(.+)$/.exec(container.networkMode)?.[1];
  return all.find(({ id, name }) => shared === id || shared === name) ?? container;
}
