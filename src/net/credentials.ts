/** The user name and password of a URL. No part of a target, for targets are shown and saved. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** A part of a URL without its percent-encoding; as it is where that makes no sense. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The user name and password in a URL that was typed; undefined where it has none. */
export function credentialsIn(typed: string): Credentials | undefined {
  const [, userInfo] = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)@/i.exec(typed) ?? [];
  if (!userInfo || userInfo === ':') return undefined;
  const [user = '', ...rest] = userInfo.split(':');
  return { user: decoded(user), password: decoded(rest.join(':')) };
}

/** The value of an Authorization header of the Basic scheme (RFC 7617), in UTF-8. */
export const basicAuthorization = ({ user, password }: Credentials): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
