import type { Container } from './types.js';

/** Whether a container is the one that is asked about: it publishes the port, or goes by the name. */
export const isMeant = ({ published, name }: Container, port: number | null, asked: string | null): boolean =>
  name === asked || published.some(each => each.hostPort === port);
