import type { Db } from './db.ts';

/** What every function of core/ works with: the composition root makes one and hands it down. */
export interface Ctx {
  readonly db: Db;
  /** The folder of blobs, absolute; core/store/blobs.ts alone writes there. */
  readonly blobFolder: string;
  /** The folder of secrets that live for a day, absolute: never in a backup. core/feed/day-keys.ts alone writes there. */
  readonly keyFolder: string;
  readonly edition: {
    readonly name: string;
    /** The public origin without a trailing slash, for links. */
    readonly origin: string;
    readonly minimumAge: 13 | 16 | 18;
  };
}
