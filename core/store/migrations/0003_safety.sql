create table reports (
  id          text primary key,
  -- Null for a visitor without an account.
  reporter_id bigint references accounts on delete set null,
  target_kind text not null check (target_kind in ('clip', 'comment', 'account')),
  -- Not a foreign key: a report outlives what it is about.
  target_id   text not null,
  reason      text not null,
  details     text,
  created_at  timestamptz not null default now()
);
create index on reports (created_at desc);
