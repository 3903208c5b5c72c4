import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { audience, clipStatus } from '../../contract/clips.ts';
import { testDatabase } from '../../test/support/database.ts';
import { may, stranger } from '../people/may.ts';
import { isPublic } from './show.ts';

const { db, close } = await testDatabase();
after(close);

test('what SQL takes for public is what a visitor may see, for every state of a clip and its maker', async () => {
  let compared = 0;
  for (const status of clipStatus.options) {
    for (const wanted of audience.options) {
      for (const closed of [false, true]) {
        for (const suspended of [false, true]) {
          const [row] = await db<{ public: boolean }[]>`
            select ${isPublic(db)} as public
            from (select ${status} as status, ${wanted} as audience) c,
              (select ${closed}::boolean as closed, ${suspended ? new Date() : null}::timestamptz as suspended_at) a`;
          const thing = { ownerId: 1, ownerRole: 'member', ownerAgeBand: '18+', ...stranger } as const;
          const allowed = may(null, 'see_clip', { ...thing, status, audience: wanted, closed, suspended });
          assert.equal(row?.public, allowed, JSON.stringify({ status, wanted, closed, suspended }));
          compared += 1;
        }
      }
    }
  }
  assert.equal(compared, 72);
});
