import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

/*
 * XEP-0045 has rules that services often break. We count 60 of them. Each has a scene that proves it, whose title
 * begins with its number and section, as "Rule 35, §8.2: ..." or "Rules 32 and 59, §7.14 and §17.3: ...".
 */

/** The sections of XEP-0045 1.35.5 that contain each rule, from rule 1 to rule 60. */
const SECTIONS = [
  ...['6.5', '6.6', '7.1 7.2.2', '7.2.1', '7.2.2 7.6', '7.2.3 14.5', '7.2.4', '7.2.5', '7.2.8 7.12', '7.2.8'],
  ...['7.2.9', '7.2.10', '7.2.12 14.3', '7.2.13', '7.2.13', '7.2.14', '7.2.15', '7.2.18', '7.4', '7.5'],
  ...['7.6', '7.6', '7.8.2', '7.8.2', '9.5', '9.5', '7.10', '7.10', '7.10', '7.10'],
  ...['7.12', '7.14', '8.1', '8.1', '8.2', '8.2', '8.4', '8 9 10', '9.1', '9.1 9.2'],
  ...['9.1', '9.1', '9.2', '9.4 9.5', '9.7 9.8', '10.1.1', '10.1.3', '10.1.3', '10.1.3', '10.2'],
  ...['10.2', '10.2.1', '10.2 10.4 10.5', '10.5 10.8', '10.9', '17.1', '17.3', '17.3', '17.3', '17.4'],
]

const scenes = join(dirname(fileURLToPath(import.meta.resolve('latchstring/package.json'))), 'test')

/** The rule numbers and sections at the start of each scene's title. */
const titles = ['muc', 'invites'].flatMap(folder =>
  readdirSync(join(scenes, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.test.ts'))
    .flatMap(file => titlesIn(readFileSync(join(scenes, folder, file), 'utf8'))),
)

function titlesIn(source: string): { rules: number[]; sections: string[] }[] {
  const named = source.matchAll(/test\(\s*['"`]Rules? ((?:\d+(?:, | and )?)+?), (§?\d[^:]*):/g)
  return [...named].map(([, rules = '', sections = '']) => ({
    rules: (rules.match(/\d+/g) ?? []).map(Number),
    sections: sections.match(/\d+(\.\d+)*/g) ?? [],
  }))
}

/** Whether a scene names the rule with one of its sections or subsections. */
function isNamed(rule: number, sections: readonly string[]): boolean {
  return titles.some(
    title => title.rules.includes(rule) && title.sections.some(named => sections.some(own => isWithin(named, own))),
  )
}

function isWithin(section: string, whole: string): boolean {
  return section === whole || section.startsWith(`${whole}.`)
}

t.test('each of the 60 rules of XEP-0045 that services often break is named by a scene', async t => {
  const missing = SECTIONS.map((sections, i) => ({ rule: i + 1, sections }))
    .filter(({ rule, sections }) => !isNamed(rule, sections.split(' ')))
    .map(({ rule, sections }) => `Rule ${rule}, §${sections.replaceAll(' ', ' and §')}`)
  t.equal(SECTIONS.length, 60)
  t.same(missing, [])
})

t.test('every rule cited in a title exists', async t => {
  const named = new Set(titles.flatMap(({ rules }) => rules))
  t.same(
    [...named].filter(rule => rule < 1 || rule > SECTIONS.length),
    [],
  )
})
