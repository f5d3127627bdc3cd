/** Reads the archived messages of one client, the full JID of a sender, without those of the sender's other clients. */
export const clientMessages = `
  create index history_client on history (room, sender, position, archived);
`
