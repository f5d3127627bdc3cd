/** Finds the bans of guests and the vouched people that are over, without a look at the others. */
export const overIndex = `
  create index guest_ban_until on guest_ban (until);

  create index vouched_until on vouched (until);
`
