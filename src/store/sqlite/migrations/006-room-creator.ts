/** How many rooms somebody owns is asked whenever they may make one. */
export const roomCreator = 'create index room_creator on room (creator);'
