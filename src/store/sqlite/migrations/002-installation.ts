/** The secret key from which this installation derives ids that others can neither forge nor trace back. */
export const installation = `
  create table installation (
    only integer primary key check (only = 1),
    key blob not null check (length(key) = 32)
  ) strict;

  insert into installation (only, key) values (1, randomblob(32));
`
