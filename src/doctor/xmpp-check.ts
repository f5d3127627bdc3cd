import type { Config } from '../config/config.js'
import { grantAdvice } from '../xmpp/privilege.js'
import { type Answers, askServer, type Refused } from './ask-server.js'
import { attention, type Check, fault, type Outcome, ok } from './finding.js'
import type { ServiceState } from './service-state.js'

/** A clock that differs by more than this is a fault of tokens and of times in rooms, in milliseconds. */
const MOST_SKEW = 30_000
const ARCHIVE = /^urn:xmpp:mam:/

/** Checks the connection to the XMPP server: that of the running service by its health, otherwise with one of our own. */
export function xmppCheck({ xmpp }: Config, { isRunning, link }: ServiceState): Check {
  return {
    name: 'xmpp',
    run: async () => {
      const { service, domain } = xmpp
      const where = `${service} as ${domain}`
      if (link === 'up') {
        return [
          ok(
            `The running service is connected to ${where}: the server accepts its secret and answers its pings. ` +
              'Stop the service for the questions that only the component itself can ask.',
          ),
        ]
      }
      if (isRunning && link === undefined) {
        return [attention('The service runs and does not tell its state: ask it at /health/ready, or stop it first.')]
      }
      const found = await askServer(xmpp)
      return 'advice' in found
        ? [refused(found)]
        : [ok(`Connected to ${where}: the secret is right.`), ...judged(found, xmpp)]
    },
  }
}

function refused({ advice, serverText }: Refused): Outcome {
  const said = serverText === undefined ? '' : ` The server said: "${serverText}".`
  return fault(`${advice.replace(/ Trying again\.$/, '')}${said}`)
}

function judged(found: Answers, { domain, userDomain, service, inviterAddress }: Config['xmpp']): Outcome[] {
  const { isRouted, features, isPrivileged, clockSkew, software } = found
  const outcomes = [
    isRouted
      ? ok(`The server brings stanzas to ${domain} back to us.`)
      : fault(
          `A stanza to ${domain} did not come back: the server at ${service} sends it elsewhere. Remove other ` +
            'components and modules (mod_muc) that have this domain.',
        ),
    features === undefined
      ? fault(`The server does not answer as ${userDomain}. Correct xmpp.userDomain, or add this host to the server.`)
      : ok(`${userDomain} is a host of this server.`),
  ]
  if (inviterAddress !== 'room' && inviterAddress !== 'asserted') {
    outcomes.push(
      isPrivileged ? ok('Invitations come from the inviter (XEP-0356).') : attention(grantAdvice(userDomain, domain)),
    )
  }
  if (clockSkew !== undefined) outcomes.push(clock(clockSkew))
  if (features !== undefined) outcomes.push(archive(features, { software, userDomain }))
  return outcomes
}

function clock(skew: number): Outcome {
  const seconds = Math.round(Math.abs(skew) / 1000)
  if (Math.abs(skew) <= MOST_SKEW) return ok('The clocks of the server and of this machine agree.')
  const text = `The clock of the server differs from that of this machine by ${seconds} s. Run a time service (NTP) on both.`
  return fault(text)
}

/** ejabberd shows the archive of its users to all. Prosody shows it to the users alone, so there is no fault to find. */
function archive(
  features: readonly string[],
  { software, userDomain }: { software: string | undefined; userDomain: string },
): Outcome {
  if (features.some(feature => ARCHIVE.test(feature)))
    return ok(`${userDomain} keeps an archive of its users (mod_mam).`)
  const why = 'Dino 0.4.2 crashes in rooms, which have an archive, if the server keeps none of its users.'
  if (software !== 'ejabberd')
    return ok(`Only its users can see whether ${userDomain} keeps an archive (mod_mam). ${why}`)
  return attention(`${userDomain} keeps no archive of its users. ${why} Turn mod_mam on.`)
}
