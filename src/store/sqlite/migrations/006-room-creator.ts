/** The number of rooms that a user owns is read before each creation of a room. */
export const roomCreator = 'create index room_creator on room (creator);'
