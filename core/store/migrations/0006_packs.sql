-- Most liked, of all time or of a long period; a short one is found by time.
create index on clips (like_count desc, published_at desc, id desc)
  where status = 'published' and audience = 'everyone';
