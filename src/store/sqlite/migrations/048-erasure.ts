/** The people whose facts are being erased, and the indexes by which what the service keeps of a person is found. */
export const erasure = `
  create table erasure (
    user text primary key,
    by text not null,
    at integer not null,
    rooms text not null,
    messages text not null,
    cursor text not null
  ) strict, without rowid;
  create index registration_user on registration (user);
  create index voice_request_user on voice_request (user);
  create index told_request_user on told_request (user);
  create index denied_request_user on denied_request (user);
  create index vouched_user on vouched (user);
  create index wearer_user on wearer (user);
  create index guest_approved_by on guest (approved_by) where approved_by <> '';
  create index guest_ban_user on guest_ban (user);
  create index clearing_by on clearing (by);
  create index subject_user on subject (user) where user <> '';
  create index affiliation_version_user on affiliation_version (user);
  create index affiliation_owner on affiliation (room) where affiliation = 'owner';
  create index open_invite_own on open_invite (owner, link_id);
  create index invite_event_user on invite_event (user) where user <> '';
  create index invite_event_by on invite_event (by) where by <> '';
  create index sent_invitation_invited on sent_invitation (invited);
  create index sent_invitation_inviter on sent_invitation (inviter);
  create index activity_subscription_user on activity_subscription (user);
  create index event_by on event (by) where by <> '';
  create index event_user on event (json_extract(details, '$.user')) where json_extract(details, '$.user') is not null;
`
