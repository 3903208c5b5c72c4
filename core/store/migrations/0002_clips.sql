-- A blob is a file under the data folder, written once and never changed. The row is the claim on the file: `fsck`
-- holds rows and files against each other. The name is random, so a public blob's address cannot be guessed.
create table blobs (
  name       text primary key check (name ~ '^[A-Za-z0-9_-]{22}\.[a-z0-9]{1,5}$'),
  bytes      bigint not null,
  created_at timestamptz not null default now()
);

alter table accounts add foreign key (avatar) references blobs;

create table clips (
  id             text primary key check (id ~ '^[A-Za-z0-9_-]{16}$'),
  author_id      bigint not null references accounts on delete cascade,
  status         text not null
                 check (status in ('uploading', 'processing', 'published', 'rejected', 'hidden', 'removed')),
  audience       text not null check (audience in ('everyone', 'followers', 'me')),
  caption        text not null default '',
  language       text,
  keep_original  boolean not null default false,
  -- How long the upload said that it would be.
  upload_bytes   bigint not null,
  original       text references blobs,
  poster         text references blobs,
  thumbhash      text,
  duration       real,
  width          integer,
  height         integer,
  has_sound      boolean,
  -- 0 to 100 over the processing up to the first rung; written by the worker, read by the uploader's page.
  percent        smallint not null default 0,
  rejection_code text,
  created_at     timestamptz not null default now(),
  published_at   timestamptz,
  like_count     integer not null default 0,
  comment_count  integer not null default 0,
  check (status <> 'published' or (published_at is not null and poster is not null)),
  check ((status = 'rejected') = (rejection_code is not null))
);
create index on clips (published_at desc, id desc) where status = 'published' and audience = 'everyone';
create index on clips (author_id, published_at desc, id desc);
create index on clips (status) where status in ('uploading', 'processing');
-- From a file to what it belongs to: for serving it, and for the check when its row goes.
create index on clips (original) where original is not null;
create index on clips (poster) where poster is not null;

create table renditions (
  clip_id text not null references clips on delete cascade,
  blob    text not null references blobs,
  width   integer not null,
  height  integer not null,
  codec   text not null,
  bitrate integer not null,
  primary key (clip_id, height)
);
create index on renditions (blob);

create table likes (
  clip_id    text not null references clips on delete cascade,
  account_id bigint not null references accounts on delete cascade,
  created_at timestamptz not null default now(),
  primary key (clip_id, account_id)
);
create index on likes (account_id, created_at desc);

create table comments (
  id          text primary key check (id ~ '^[A-Za-z0-9_-]{16}$'),
  clip_id     text not null references clips on delete cascade,
  author_id   bigint not null references accounts on delete cascade,
  parent_id   text references comments on delete cascade,
  body        text not null,
  reply_count integer not null default 0,
  created_at  timestamptz not null default now()
);
create index on comments (clip_id, created_at desc, id desc) where parent_id is null;
create index on comments (parent_id, created_at, id);
create index on comments (author_id);

-- Random keys that must outlive a restart and be the same for every process.
create table secrets (
  name  text primary key,
  value bytea not null
);

-- Every process keeps what everybody sees in memory. Whatever changes it, by whatever way, says so when it commits.
create function announce_public_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('overt_public_changed', '');
  return null;
end $$;

create trigger announce_clip after update on clips for each row
  when ((old.status, old.audience, old.caption, old.language) is distinct from
        (new.status, new.audience, new.caption, new.language))
  execute function announce_public_change();
create trigger announce_clip_gone after delete on clips for each row
  when (old.published_at is not null) execute function announce_public_change();
create trigger announce_rendition after insert or delete on renditions for each statement
  execute function announce_public_change();
create trigger announce_account after update on accounts for each row
  when ((old.name, old.avatar, old.closed, old.suspended_at) is distinct from
        (new.name, new.avatar, new.closed, new.suspended_at))
  execute function announce_public_change();
