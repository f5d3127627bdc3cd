/** XEP-0045 §9.9: registration requests that wait for approval. */
export const registration = `
  create table registration (
    room text not null references room (jid) on delete cascade,
    user text not null,
    nick text not null,
    answers text not null,
    at integer not null,
    primary key (room, user)
  ) strict, without rowid;
`
