/** XEP-0045 §7.13: when visitors last requested voice. */
export const voiceRequest = `
  create table voice_request (
    room text not null references room (jid) on delete cascade,
    user text not null,
    at integer not null,
    primary key (room, user)
  ) strict, without rowid;
`
