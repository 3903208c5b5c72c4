-- What belongs to the tokens of a day dies with the day and is of no use after it, so none of it goes to the write-ahead
-- log. PostgreSQL empties unlogged tables after a crash of its own: the day then begins anew under another key, and what
-- was drawn before is void (core/feed/day-keys.ts).
create unlogged table token_days (
  day        date primary key,
  public_key bytea not null check (length(public_key) = 32),
  -- Accounts that have drawn.
  issued     integer not null default 0
);

-- Who has drawn today; emptied when the next day begins. No foreign key: its lock on the account's row would be logged.
create unlogged table token_issues (
  account_id bigint not null,
  day        date not null,
  primary key (account_id, day)
);

-- A keyed hash of each token that was spent. The key is the day's secret, so when that is gone these are noise.
create unlogged table spent_tokens (
  nullifier bytea primary key check (length(nullifier) = 16),
  day       date not null
);

-- What baskets come to: in how many a clip was, and how much the baskets that had both of two clips weighed. Numbers that
-- are not in the feed are never added. Of every five batches about one is `held`: apart from the others, so that training
-- can be judged by baskets that it has not learned from.
create table basket_counts (
  held    boolean primary key,
  baskets integer not null
);
create table basket_sums (
  held   boolean not null,
  number integer not null references feed_numbers on delete cascade,
  tokens integer not null,
  primary key (number, held)
);
create table pair_sums (
  held   boolean not null,
  a      integer not null references feed_numbers on delete cascade,
  b      integer not null references feed_numbers on delete cascade,
  weight real not null,
  primary key (a, b, held),
  check (a < b)
);
create index on pair_sums (b);

-- What receipts come to, in clips shown: all of them, those that were watched for 0 to 4 quarters, skipped, and watched
-- again. Each is an estimate: a receipt reports a few clips, and says about how many each of them stands for. `receipts`
-- is how many reported.
create table clip_figures (
  number   integer primary key references feed_numbers on delete cascade,
  receipts integer not null,
  shown    real not null,
  quarters real[] not null check (cardinality(quarters) = 5),
  skipped  real not null,
  again    real not null
);

-- What may be told of them: of fewer receipts, the maker of a clip could read what one person did.
create view public_figures as
  select number, shown, quarters, skipped, again from clip_figures where receipts >= 5;
