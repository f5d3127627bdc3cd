/** People who were invited by the page of a link, and whom it lets in until a time; or who have declined that. */
export const vouched = `
  create table vouched (
    room text not null references room (jid) on delete cascade,
    user text not null,
    link_id text not null,
    until integer not null,
    declined integer not null,
    primary key (room, user)
  ) strict, without rowid;
`
