/** XEP-0486: the vCard of a room with its avatar. `photo_hashes` is a JSON list. */
export const vcard = `
  create table vcard (
    room text primary key references room (jid) on delete cascade,
    vcard text not null,
    photo_hashes text not null
  ) strict, without rowid;
`
