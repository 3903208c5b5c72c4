-- What training has made of the sums of baskets: for each clip what speaks for it, and the share of baskets that it is in.
create table feed_neighbours (
  number     integer primary key references feed_numbers on delete cascade,
  popularity real not null,
  -- Numbers of other clips and their weights, side by side. Not foreign keys: a device may have enjoyed what is gone.
  neighbours integer[] not null,
  weights    real[] not null,
  -- In how many baskets the clip was when this was learned.
  tokens     integer not null,
  check (cardinality(neighbours) = cardinality(weights))
);
