-- What server/demo/seed.ts has done: the clip that each piece of demo content became, and whether it is finished. A row
-- outlives its clip, so a demo clip that somebody deleted stays deleted.
create table demo_clips (
  name     text primary key,
  clip_id  text,
  finished boolean not null default false
);
