/** Finds the occupants whom a block list names by the SHA-256 of their bare JID or of their domain. */
export const occupantHash = `
  alter table occupant_session add column user_hash text not null default '';
  alter table occupant_session add column domain_hash text not null default '';
  update occupant_session set user_hash = sha256(user), domain_hash = sha256(substr(user, instr(user, '@') + 1));
  create index occupant_session_user_hash on occupant_session (user_hash);
  create index occupant_session_domain_hash on occupant_session (domain_hash);
`
