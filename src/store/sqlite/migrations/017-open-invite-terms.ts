/** The terms and the uses of open invites. Existing ones continue without a limit. */
export const openInviteTerms = `
  alter table open_invite add column link_id text not null default '';
  alter table open_invite add column room_type text not null default 'default';
  alter table open_invite add column standing integer not null default 1;
  alter table open_invite add column uses integer not null default 0;
  alter table open_invite add column expires_at integer not null default 0;
  alter table open_invite add column terms text not null default '{}';

  update open_invite set
    link_id = lower(hex(randomblob(12))),
    terms = '{"label":"","maxUses":0,"grants":"member","admission":"unlock","paused":false,"domains":[]}';

  create index open_invite_owner on open_invite (owner);
  create index open_invite_end on open_invite (expires_at) where expires_at > 0;
`
