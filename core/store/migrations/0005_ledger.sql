-- The ledger, as it is written: each leaf by the transaction of the act that it tells of. `entry` is the leaf's exact
-- bytes and never changes; the Merkle tree is over these. Ids grow in the order of writing, which is not quite the order
-- of committing, so a leaf's place in the log is given afterwards, once and for good; until then it is null.
create table leaves (
  id    bigint generated always as identity primary key,
  entry bytea not null,
  -- RFC 6962: SHA-256(0x00 ‖ entry).
  hash  bytea not null check (length(hash) = 32),
  place bigint unique check (place >= 0)
);
create index on leaves (id) where place is null;
