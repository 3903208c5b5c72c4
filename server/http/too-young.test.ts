import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as contract from '../../contract/people.ts';
import { everythingIn } from '../../test/support/database.ts';
import { PASSWORD, testApp, visitor } from '../../test/support/http.ts';

const admitted = { 13: ['13-15', '16-17', '18+'], 16: ['16-17', '18+'], 18: ['18+'] } as const;

for (const minimumAge of [13, 16, 18] as const) {
  test(`an edition for ${minimumAge} and older takes ${admitted[minimumAge].join(', ')} and keeps nothing of others`, async () => {
    const { app, db, close } = await testApp({ minimumAge });
    after(close);
    const empty = await everythingIn(db);
    const bands: readonly string[] = admitted[minimumAge];
    const refused = contract.ageBands.filter((band) => !bands.includes(band));
    for (const ageBand of refused) {
      const child = visitor(app);
      const body = { handle: 'little_one', ageBand, password: PASSWORD };
      assert.equal(await child.refused(contract.signUpWithPassword, { body }), 'too_young');
      assert.equal(await child.refused(contract.beginSignUpWithPasskey, { body }), 'too_young');
      assert.equal(child.token(), null);
    }
    assert.equal(await everythingIn(db), empty);
    for (const [i, ageBand] of admitted[minimumAge].entries()) {
      const body = { handle: `person_${i}`, ageBand, password: PASSWORD };
      assert.equal((await visitor(app).call(contract.signUpWithPassword, { body })).me.ageBand, ageBand);
    }
  });
}
