import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import { startDevServer } from '../src/dev-server/index.js'
import { signToken } from '../src/http/auth/token.js'
import { basic, LOGIN } from './http/people.js'
import { exchange } from './http/raw.js'
import { BASE } from './http/rest.js'
import { MAIN } from './main-process.js'
import { Actor, scenario } from './scenario/index.js'

const ID = /^[0-9a-f]{32}$/
const SECRETS = {
  component: 'of-the-component-a3f1',
  signing: 'a-key-that-signs-tokens-of-others-b7c2',
  password: 'of-romeo-c9d4',
  guess: 'a-wrong-password-d1e5',
  registered: 'of-a-newcomer-e2f6',
  room: 'of-the-room-f3a7',
  roomGuess: 'a-wrong-room-password-a4b8',
  words: 'words-in-a-room-b5c9',
  unknownId: 'c6d0c6d0c6d0c6d0c6d0c6d0c6d0c6d0',
}

/** The names of the secrets that a text contains: as they are, in base64 or percent-encoded. */
function leaksIn(text: string, secrets: Readonly<Record<string, string>>): string[] {
  const forms = (secret: string) => [
    secret,
    Buffer.from(secret).toString('base64').slice(1, -3),
    encodeURIComponent(secret),
  ]
  const signature = (secret: string) => (secret.split('.').length === 3 ? [secret.split('.')[2] ?? ''] : [])
  const isIn = (secret: string) => [...forms(secret), ...signature(secret)].some(form => text.includes(form))
  return Object.entries(secrets)
    .filter(([, secret]) => isIn(secret))
    .map(([name]) => name)
}

t.test('a leaked secret is found in each of its encodings', async t => {
  const token = await signToken(SECRETS.signing, { user: 'a@b', userClaim: 'sub', hours: 1 })
  const secrets = { ...SECRETS, token }
  t.same(leaksIn(`{"msg":"${token}"}`, secrets), ['token'])
  t.same(leaksIn(`x${token.split('.')[2]}`, secrets), ['token'])
  t.same(leaksIn(`Basic ${Buffer.from(`romeo:${SECRETS.password}`).toString('base64')}`, SECRETS), ['password'])
  t.same(leaksIn(Buffer.from(SECRETS.room).toString('base64'), secrets), ['room'])
  t.same(leaksIn('nothing', secrets), [])
})

/** The component in a process of its own; collects everything that it prints. */
async function startTraced(t: Test) {
  const accounts = new Map(['romeo', 'juliet'].map(name => [name, SECRETS.password]))
  const components = [{ domain: 'rooms.localhost', secret: SECRETS.component }]
  const server = await startDevServer({ components, accounts, registration: true })
  t.teardown(() => server.close())
  const { client, component } = server.ports
  const cwd = t.testdir({
    'my.yaml': `xmpp: {service: "xmpp://127.0.0.1:${component}", domain: rooms.localhost}
http: {port: 0}
accounts: {service: "xmpp://127.0.0.1:${client}", registration: true, failuresPerAccount: 2}
store: {sqlite: {path: rooms.sqlite}}
log: {level: trace}
`,
  })
  const env = { LATCHSTRING_XMPP_SECRET: SECRETS.component, LATCHSTRING_JWT_SECRET: SECRETS.signing }
  const child = spawn(process.execPath, [MAIN, 'start', '--config', 'my.yaml'], { cwd, env })
  t.teardown(() => child.kill('SIGKILL'))
  const output: string[] = []
  child.stdout.on('data', text => output.push(String(text)))
  let port = 0
  const lines = createInterface(child.stderr)
  const serves = new Promise<void>(resolve => {
    lines.on('line', line => {
      output.push(line)
      const { msg, port: at } = JSON.parse(line)
      if (msg !== 'Latchstring serves') return
      port = at
      resolve()
    })
  })
  await serves
  const ends = async () => {
    child.kill('SIGTERM')
    await once(child, 'close')
    return output.join('\n')
  }
  return { port, ends, pid: child.pid ?? 0, client, component }
}

type Process = Awaited<ReturnType<typeof startTraced>>

/** Makes valid and invalid requests over HTTP. Gives the secrets that they created. */
async function useRest({ port }: Process): Promise<Record<string, string>> {
  const url = `http://127.0.0.1:${port}`
  const asks = async (
    method: string,
    path: string,
    { bearer = '', body = undefined as unknown, headers = {} } = {},
  ) => {
    const all = { ...(bearer && { authorization: `Bearer ${bearer}` }), 'content-type': 'application/json', ...headers }
    const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const answer = await fetch(`${url}${path}`, { method, headers: all, ...text })
    return (await answer.json().catch(() => ({}))) as { token?: string; data: Record<string, string> }
  }
  const signsIn = (password: string) => asks('GET', LOGIN, { headers: basic('romeo', password) })
  const bearer = String((await signsIn(SECRETS.password)).token)
  for (let n = 0; n < 3; n++) await signsIn(SECRETS.guess)
  const foreign = await signToken(SECRETS.signing, { user: 'juliet@localhost', userClaim: 'sub', hours: 1 })
  const made = String((await asks('POST', '/api/v1/tokens', { bearer, body: { label: 'bot' } })).data.token)
  const room = (await asks('POST', `${BASE}/rooms`, { bearer, body: { name: 'Verona' } })).data.id
  const bound = await asks('POST', `${BASE}/users/me/public-links/bind`, { bearer, body: { roomId: room } })
  const openInviteId = String(bound.data.openInviteId)
  const join = `${BASE}/rooms/open-invites`
  await asks('POST', join, { bearer: foreign, body: { openInviteId } })
  for (const id of [openInviteId, SECRETS.unknownId]) {
    await asks('POST', join, { bearer: foreign, body: { openInviteId: id, roomPassword: SECRETS.roomGuess } })
    for (const path of [
      `/${id}`,
      `/${id}%`,
      `/${id}/x`,
      `${join}/validate?openInviteId=${id}`,
      `/x?token=${made}&id=${id}`,
    ]) {
      await asks('GET', path)
    }
    for (const path of [`/api/v1/rooms/${id}/links`, `${BASE}/rooms/${id}`, `/api/v1/rooms/${room}/links/${id}`]) {
      await asks('GET', path, { bearer: foreign })
    }
    await asks('POST', join, { bearer: foreign, body: `{"openInviteId":"${id}","password":"${SECRETS.room}"` })
  }
  const loginEmail = 'newcomer@localhost'
  const newcomer = { loginEmail, password: SECRETS.registered, firstName: 'New', lastName: 'Comer' }
  await asks('POST', `${BASE}/users/self-register`, { body: { ...newcomer, openInviteId } })
  await asks('POST', `${BASE}/users/self-register`, { body: newcomer })
  await asks('GET', '/api/rainbow/authentication/v1.0/logout', { bearer: made })
  await asks('GET', '/api/v1/tokens', { bearer: made })
  await asks('GET', '/api/v1/tokens', { bearer: `${foreign}x` })
  const broken = [
    '\r\n\r\n',
    `\r\nContent-Length: x\r\n\r\n`,
    `\r\nX: ${made.repeat(90)}\r\n\r\n`,
    '\r\nHost: x\r\n\r\n',
  ]
  for (const end of broken) {
    await exchange(port, [`GET /${openInviteId} HTTP/1.1\r\nAuthorization: Bearer ${bearer}${end}`], { ends: true })
  }
  return { bearer, foreign, made, openInviteId }
}

/** Uses rooms over XMPP: sets, guesses and gives a password, sends messages, tries a link as a password. */
async function useRooms({ client, component, port }: Process, openInviteId: string): Promise<void> {
  const server = {
    name: 'the dev server',
    domain: 'localhost',
    roomsDomain: 'rooms.localhost',
    secret: SECRETS.component,
  }
  const ports = { clientPort: client, componentPort: component, webSocketPort: 0, password: SECRETS.password }
  const restUrl = `http://127.0.0.1:${port}`
  const stage = { server: { ...server, ...ports }, jwtSecret: SECRETS.signing, restUrl, settles: async () => undefined }
  const [romeo, juliet] = [await Actor.signIn(stage, 'romeo'), await Actor.signIn(stage, 'juliet')]
  const room = 'balcony@rooms.localhost'
  await romeo.enters(room)
  const form = { 'muc#roomconfig_passwordprotectedroom': '1', 'muc#roomconfig_roomsecret': SECRETS.room }
  await romeo.configures(room, form)
  const muc = "<x xmlns='http://jabber.org/protocol/muc'>"
  for (const guess of [SECRETS.roomGuess, openInviteId, SECRETS.unknownId]) {
    juliet.sends(`<presence to='${room}/juliet'>${muc}<password>${guess}</password></x></presence>`)
    await juliet.receives(`<presence type='error' from='${room}/juliet'/>`)
  }
  await juliet.enters(room, { inside: `<password>${SECRETS.room}</password>` })
  juliet.sends(`<message to='${room}' type='groupchat'><body>${SECRETS.words}</body></message>`)
  await romeo.receives(`<message type='groupchat'><body>${SECRETS.words}</body></message>`)
  juliet.sends(
    `<message to='${room}' type='chat'><body>${SECRETS.words}</body><x xmlns='${SECRETS.roomGuess}'/></message>`,
  )
  await romeo.asks(
    `<iq type='set' to='${room}'><query xmlns='http://jabber.org/protocol/muc#owner'><destroy><password>${SECRETS.room}</password></destroy></query></iq>`,
  )
  await romeo.signsOut()
  await juliet.signsOut()
}

t.test(
  'a whole day at level trace prints no secret, token, link or message, and the command line has none',
  async t => {
    const service = await startTraced(t)
    const secrets = await useRest(service)
    t.match(secrets['openInviteId'], ID)
    await useRooms(service, secrets['openInviteId'] ?? '')
    const seenByAll = process.platform === 'linux' ? readFileSync(`/proc/${service.pid}/cmdline`, 'utf8') : ''
    t.same(leaksIn(seenByAll, SECRETS), [], 'the command line')
    const printed = await service.ends()
    for (const event of [
      'link-used',
      'token-made',
      'room-configured',
      'refused',
      'sign-in-locked',
      'answered a request',
    ]) {
      t.match(printed, event)
    }
    t.same(leaksIn(printed, { ...SECRETS, ...secrets }), [])
  },
)

t.test('the log of a storage error omits the content to be stored', async t => {
  const { romeo, room, store, log } = await scenario(t)
  await romeo.enters(room)
  store.failNextCommit()
  await romeo.configures(room, {
    'muc#roomconfig_passwordprotectedroom': '1',
    'muc#roomconfig_roomsecret': SECRETS.room,
  })
  store.failNextCommit()
  romeo.sends(`<message to='${room}' type='groupchat'><body>${SECRETS.words}</body></message>`)
  await romeo.receives(`<message type='error'/>`)
  const text = JSON.stringify(log)
  t.match(text, /A batch failed|storage/)
  t.same(leaksIn(text, SECRETS), [])
})
