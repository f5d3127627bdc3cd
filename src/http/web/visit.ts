import type { FastifyRequest } from 'fastify'
import { type Device, deviceOf } from './device.js'
import { chosenLanguage, languageOf } from './language.js'
import type { Texts } from './texts/shape.js'
import { type Language, TEXTS } from './texts/texts.js'

/** The settings of the pages. */
export type WebSettings = {
  /** The name of the place; empty for the host of its address. */
  readonly name: string
  /** The origins of the sites that may show the page of a link in a frame. */
  readonly embed: readonly string[]
  /** The domain of the rooms. */
  readonly domain: string
}

/** The place whose pages are shown. */
export type Site = WebSettings & {
  /** The URL of the place, without a slash at the end. */
  readonly publicUrl: string
  /** The path of that URL: all paths on the pages begin with it. Empty if there is none. */
  readonly base: string
}

/** A look at a page: who looks, and at which place. */
export type Visit = {
  readonly site: Site
  readonly language: Language
  readonly texts: Texts
  /** `?lang=de` if the visitor has chosen a language, else empty. Goes to the end of each address on the page. */
  readonly query: string
  readonly device: Device
}

/** What a visit is read from. */
export type Visitor = Pick<FastifyRequest, 'headers' | 'query'>

export function siteOf(publicUrl: string, web: WebSettings): Site {
  const { host, pathname } = new URL(publicUrl)
  return { ...web, name: web.name || host, publicUrl, base: pathname.replace(/\/$/, '') }
}

/** Reads a request: its language, and the device that it comes from. */
export function visitOf(site: Site, { headers, query }: Visitor): Visit {
  const { lang } = Object(query) as { readonly lang?: unknown }
  const language = languageOf({ chosen: lang, accepted: headers['accept-language'] })
  const isChosen = chosenLanguage(lang) !== undefined
  return {
    site,
    language,
    texts: TEXTS[language],
    query: isChosen ? `?lang=${language}` : '',
    device: deviceOf(headers),
  }
}
