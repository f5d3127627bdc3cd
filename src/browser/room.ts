import { enterAsGuest } from './guest.js'
import { enterWithAccount } from './sign-in.js'

/*
 * Runs in the browser, in the page of a room: starts Converse.js for this room with what the page says in its `data-`
 * attributes, so that neither the page nor an answer needs a script in it.
 */

const place = document.getElementById('room')
if (place) await (place.dataset['credentials'] ? enterAsGuest : enterWithAccount)(place, window.converse)
