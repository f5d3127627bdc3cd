/** Invitations that may bounce, and the condition of a bounce in the history of a link. */
export const sentInvitation = `
  create table sent_invitation (
    position integer primary key autoincrement,
    id text not null unique,
    room_id text not null,
    invited text not null,
    inviter text not null,
    link_id text not null,
    at integer not null
  ) strict;

  alter table invite_event add column condition text not null default '';
`
