import { type Case, endingCases } from './case.js'

/** The end of the component while the multicast service of the server delivers for it; ejabberd alone has one. */
export const multicastCases: readonly Case[] = endingCases
  .filter(({ name }) => name === 'component-killed')
  .map(killed => ({
    ...killed,
    name: 'component-killed-multicast',
    title: 'kill -9 of the component, with xmpp.multicast: auto',
    multicast: 'auto',
  }))
