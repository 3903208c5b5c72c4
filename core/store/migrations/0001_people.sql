-- Sorting by handle is by code point on purpose: handles are ASCII.
create table accounts (
  id              bigint generated always as identity primary key,
  handle          text not null unique check (handle ~ '^[a-z][a-z0-9_]{2,23}$'),
  name            text not null,
  bio             text not null default '',
  role            text not null default 'member' check (role in ('member', 'moderator', 'operator')),
  -- The band is all that is kept of an age.
  age_band        text not null check (age_band in ('13-15', '16-17', '18+')),
  closed          boolean not null,
  avatar          text,
  password_hash   text,
  suspended_at    timestamptz,
  created_at      timestamptz not null default now(),
  follower_count  integer not null default 0,
  following_count integer not null default 0
);

-- Only the SHA-256 of the cookie's value is kept: a leaked database opens no session.
create table sessions (
  token_hash bytea primary key,
  account_id bigint not null references accounts on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index on sessions (account_id);
create index on sessions (expires_at);

create table passkeys (
  id         text primary key,
  account_id bigint not null references accounts on delete cascade,
  public_key bytea not null,
  counter    bigint not null,
  transports text[] not null default '{}',
  created_at timestamptz not null default now()
);
create index on passkeys (account_id);

-- WebAuthn challenges live for minutes and are used once.
create table passkey_challenges (
  id         text primary key,
  challenge  text not null,
  account_id bigint references accounts on delete cascade,
  handle     text,
  expires_at timestamptz not null
);

create table recovery_codes (
  account_id bigint not null references accounts on delete cascade,
  code_hash  bytea not null,
  primary key (account_id, code_hash)
);

create table follows (
  follower_id bigint not null references accounts on delete cascade,
  followed_id bigint not null references accounts on delete cascade,
  accepted    boolean not null,
  created_at  timestamptz not null default now(),
  primary key (follower_id, followed_id),
  check (follower_id <> followed_id)
);
create index on follows (followed_id, accepted, created_at desc, follower_id);
create index on follows (follower_id, accepted, created_at desc, followed_id);

create table blocks (
  blocker_id bigint not null references accounts on delete cascade,
  blocked_id bigint not null references accounts on delete cascade,
  created_at timestamptz not null default now(),
  primary key (blocker_id, blocked_id),
  check (blocker_id <> blocked_id)
);
create index on blocks (blocked_id);
