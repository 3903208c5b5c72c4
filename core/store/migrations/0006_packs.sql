-- The number by which packs, neighbours, baskets and receipts speak of a clip: given when it is first chosen for a pack,
-- and never to another.
create table feed_numbers (
  number  integer generated always as identity primary key,
  clip_id text not null unique references clips on delete cascade
);

-- Published files, named by the SHA-256 of what they hold (base64url). They are rows, not files, so that a segment, its
-- cards and the leaves of both are there together or not at all. What the head no longer names is kept for a day.
create table packs (
  hash         text primary key check (hash ~ '^[A-Za-z0-9_-]{43}$'),
  content      text not null check (content in ('segment', 'cards')),
  brotli       bytea not null,
  published_at timestamptz not null default now(),
  left_at      timestamptz
);
-- Brotli's output does not shrink any further.
alter table packs alter column brotli set storage external;
create index on packs (left_at) where left_at is not null;

-- What the head names now: the segments of each language, and the clips in each.
create table feed_segments (
  id       bigint generated always as identity primary key,
  language text not null,
  kind     text not null check (kind in ('fresh', 'popular', 'tail', 'exploration')),
  segment  text not null references packs,
  cards    text not null references packs,
  -- Not foreign keys: the head has to name a clip that is gone until the segment is made again.
  clips    text[] not null,
  -- When it was last made, whether or not that changed a byte.
  made_at  timestamptz not null default now()
);
create index on feed_segments (segment);
create index on feed_segments (cards);

create trigger announce_segment after update on feed_segments for each row
  when ((old.segment, old.cards) is distinct from (new.segment, new.cards))
  execute function announce_public_change();
create trigger announce_segments after insert or delete on feed_segments for each statement
  execute function announce_public_change();

-- Most liked, of all time or of a long period; a short one is found by time.
create index on clips (like_count desc, published_at desc, id desc)
  where status = 'published' and audience = 'everyone';
