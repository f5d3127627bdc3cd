/**
 * The last link of whose end apps have heard, by the end of its time; before this version they heard of none. The index has the
 * links in this order.
 */
export const linkEnd = `
  create table link_end (
    only integer primary key check (only = 1),
    ended_at integer not null,
    link_id text not null
  ) strict;
  insert into link_end (only, ended_at, link_id) values (1, unixepoch() * 1000, '');
  drop index open_invite_end;
  create index open_invite_end on open_invite (expires_at, link_id) where expires_at > 0;
`
