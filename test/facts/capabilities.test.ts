import { describe, expect, it } from 'vitest';
import { ownIds } from '../../src/facts/capabilities.js';
import type { System } from '../../src/system/system.js';

const saying = (status: string) => ({ read: () => status }) as unknown as System;

describe('ownIds', () => {
  it('takes the last of the four, by which sockets are owned', () =>
    expect(ownIds(saying('Name:\tnode\nUid:\t1000\t0\t0\t33\nGid:\t1000\t0\t0\t34\n'))).toEqual({
      uid: 33,
      gid: 34,
    }));

  it('is not known where /proc says nothing of it', () => {
    expect(ownIds(saying('Uid:\t1000\n'))).toBeUndefined();
    expect(
      ownIds({
        read: () => {
          throw new Error('ENOENT');
        },
      } as unknown as System),
    ).toBeUndefined();
  });
});
