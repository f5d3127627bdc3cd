import { NS } from '../../../src/stanza/namespaces.js'
import { browserTest } from '../browser-scene.js'

browserTest('two guests and a person of the server talk in a members-only room', {}, async (t, scene) => {
  const { romeo, room, page, visitor } = scene
  const [nurse, friar] = await Promise.all([visitor(), visitor()])
  await nurse.joins(page, 'The nurse')
  await nurse.isInside()
  await romeo.receives(
    `<presence from='${room}/The nurse'><x><item affiliation='none' role='participant'/></x></presence>`,
  )
  await friar.joins(page, 'Friar Laurence')
  await friar.isInside()
  await romeo.receives(`<presence from='${room}/Friar Laurence'/>`)

  romeo.sends(`<message to='${room}' type='groupchat'><body>Good morrow, father.</body></message>`)
  for (const guest of [nurse, friar]) t.equal(await guest.reads('Good morrow, father.'), 'romeo')
  await friar.says('Benedicite!')
  await romeo.receives(`<message from='${room}/Friar Laurence' type='groupchat'><body>Benedicite!</body></message>`)
  t.equal(await nurse.reads('Benedicite!'), 'Friar Laurence')
  t.same(await nurse.occupants(), ['Friar Laurence', 'The nurse', 'romeo'])
})

browserTest('a message over REST of a member who is not in the room is shown under the nick', {}, async (t, scene) => {
  const { romeo, mercutio, room, page, visitor } = scene
  const nurse = await visitor()
  await nurse.joins(page, 'The nurse')
  await nurse.isInside()
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  const said = await mercutio.calls('POST', `/api/v1/rooms/${room}/messages`, { body: 'A plague!' })
  t.equal(said.status, 201)
  t.equal(await nurse.reads('A plague!'), 'mercutio')
})

browserTest('a guest writes to one occupant alone, and reads the answer', {}, async (t, scene) => {
  const { romeo, room, page, visitor } = scene
  const nurse = await visitor()
  await nurse.joins(page, 'The nurse')
  await nurse.isInside()
  await nurse.saysTo('romeo', 'Is your man secret?')
  await romeo.receives(`<message from='${room}/The nurse' type='chat'><body>Is your man secret?</body></message>`)
  romeo.sends(
    `<message to='${room}/The nurse' type='chat'><body>As true as steel.</body><x xmlns='${NS.mucUser}'/></message>`,
  )
  t.equal(await nurse.reads('As true as steel.'), 'romeo')
})

browserTest('a correction of a message with a link is shown as a whole', {}, async (t, scene) => {
  const { romeo, room, page, visitor } = scene
  const [nurse, friar] = await Promise.all([visitor(), visitor()])
  for (const [guest, name] of [
    [nurse, 'The nurse'],
    [friar, 'Friar Laurence'],
  ] as const) {
    await guest.joins(page, name)
    await guest.isInside()
  }
  await nurse.says('Come to https://verona.example/ball')
  await romeo.receives(`<message from='${room}/The nurse'><body>Come to https://verona.example/ball</body></message>`)
  await nurse.corrects('Come to the orchard, and climb its wall.')
  for (const guest of [nurse, friar]) {
    t.equal(await guest.reads('Come to the orchard, and climb its wall.'), 'The nurse')
  }
})

browserTest('a command that a guest may not use, or that there is not, is not sent', {}, async (_t, scene) => {
  const { romeo, page, visitor } = scene
  const nurse = await visitor()
  await nurse.joins(page, 'The nurse')
  await nurse.isInside()
  await nurse.says('/ban romeo')
  await nurse.sees(/This was not sent.*\/ban romeo/)
  await nurse.says('/msg romeo Thy lady comes.')
  await nurse.sees(/This was not sent.*\/msg romeo Thy lady comes\./)
  await nurse.saysTo('romeo', '/kick romeo')
  await nurse.sees(/This was not sent.*\/kick romeo/)
  await romeo.receivesNothing(`<message><body/></message>`)
})

browserTest('a guest uses the commands of an occupant; a moderator those of one', {}, async (_t, scene) => {
  const { romeo, room, page, visitor } = scene
  const [nurse, friar] = await Promise.all([visitor(), visitor()])
  await nurse.joins(page, 'The nurse')
  await nurse.isInside()
  await nurse.says('/etc/hosts is a file.')
  await romeo.receives(`<message from='${room}/The nurse'><body>/etc/hosts is a file.</body></message>`)
  await nurse.says('/me sighs')
  await romeo.receives(`<message from='${room}/The nurse'><body>/me sighs</body></message>`)
  await nurse.says('/nick Angelica')
  await romeo.receives(`<presence from='${room}/Angelica'/>`)
  await friar.joins(page, 'Laurence')
  await friar.isInside()
  await romeo.administers(room, `<item nick='Angelica' role='moderator'/>`)
  await nurse.sees('Angelica is now a moderator')
  await nurse.says('/kick Laurence Too loud')
  await friar.sees('You have been kicked from this groupchat')
})

browserTest('a guest who loads the page again is the same person', {}, async (_t, { romeo, room, page, visitor }) => {
  const nurse = await visitor()
  await nurse.joins(page, 'The nurse')
  await nurse.isInside()
  await romeo.receives(`<presence from='${room}/The nurse'/>`)
  await nurse.page.reload()
  await nurse.isInside()
  await nurse.says('I am here again.')
  await romeo.receives(`<message from='${room}/The nurse'><body>I am here again.</body></message>`)
  await romeo.receivesNothing(`<presence type='unavailable'/>`)
  await nurse.page.goto(page)
  await nurse.sees('You were here as The nurse.')
  await nurse.page.getByRole('button', { name: 'Go back into the room' }).click()
  await nurse.isInside()
  await nurse.says('And again.')
  await romeo.receives(`<message from='${room}/The nurse'><body>And again.</body></message>`)
})

browserTest('a guest who loses the network for 30 s stays in the room and goes on', {}, async (t, scene) => {
  const { romeo, room, page, visitor, cutNetwork, passes } = scene
  const nurse = await visitor()
  await nurse.joins(page, 'The nurse')
  await nurse.isInside()
  await romeo.receives(`<presence from='${room}/The nurse'/>`)
  await nurse.isOffline(true)
  cutNetwork()
  romeo.sends(`<message to='${room}' type='groupchat'><body>Nurse?</body></message>`)
  await passes(30_000)
  await romeo.receivesNothing(`<presence type='unavailable'/>`)
  await nurse.isOffline(false)
  t.equal(await nurse.reads('Nurse?'), 'romeo')
  await nurse.says('Anon, sir!')
  await romeo.receives(`<message from='${room}/The nurse'><body>Anon, sir!</body></message>`)
})

browserTest('a guest who leaves is gone at once, and may join again', {}, async (t, { romeo, room, page, visitor }) => {
  const nurse = await visitor()
  await nurse.joins(page, 'The nurse')
  await nurse.isInside()
  await nurse.page.getByRole('button', { name: 'Leave' }).click()
  await romeo.receives(`<presence from='${room}/The nurse' type='unavailable'/>`)
  await nurse.page.waitForURL(page)
  t.same(await nurse.page.context().cookies(), [])
  await nurse.joins(page, 'Angelica')
  await nurse.isInside()
  await romeo.receives(`<presence from='${room}/Angelica'/>`)
})
