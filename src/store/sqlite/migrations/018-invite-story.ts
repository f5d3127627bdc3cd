/** The history of open invites, which outlives them. */
export const inviteStory = `
  create table invite_event (
    position integer primary key autoincrement,
    link_id text not null,
    room_id text not null,
    at integer not null,
    event text not null,
    user text not null,
    by text not null
  ) strict;

  create index invite_event_link on invite_event (link_id, event);
  create index invite_event_room on invite_event (room_id);
  create index invite_event_at on invite_event (at);
`
