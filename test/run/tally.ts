import { Parser, type Result } from 'tap-parser'
import { stringify } from 'yaml'

/** What came out of a test, a group of tests or a file. */
type Seen = { tests: number; assertions: number; skips: number; failures: number; failuresBelow: number }

/** Where a test stands: the file, the groups, its own title. */
type Path = readonly string[]

/** The numbers of scenes by their outcome. A scene is a test that contains assertions only; each skip counts by itself. */
export type Counts = { passed: number; failed: number; skipped: number }

/** How to run a scene alone, by the path of its file and its title. */
type HowToRun = (file: string, title: string | undefined) => string

/** Counts the scenes of a lane and prints what became of them. */
export class Tally {
  readonly counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  readonly #print: (text: string) => void

  /** Each line that is printed goes to `print`. */
  constructor(print: (text: string) => void) {
    this.#print = print
  }

  /** A parser for the TAP of a process that plays files. `on` is what its titles end with, such as " on Prosody". */
  reads(on: string, howToRun: HowToRun): Parser {
    const parser = new Parser()
    this.#follow(parser, [], { on, howToRun })
    parser.on('bailout', reason => this.fail(`the run was ended: ${reason}`))
    return parser
  }

  /** Counts what comes out of one test, which is the whole run, a file, a group of scenes or a scene. */
  #follow(parser: Parser, path: Path, played: { on: string; howToRun: HowToRun }): Seen {
    const seen: Seen = { tests: 0, assertions: 0, skips: 0, failures: 0, failuresBelow: 0 }
    let below: { path: Path; seen: Seen } | undefined
    parser.on('child', (child: Parser) => {
      const own = [...path, path.length === 0 ? child.name + played.on : child.name]
      below = { path: own, seen: this.#follow(child, own, played) }
    })
    parser.on('assert', (result: Result) => {
      if (below) {
        seen.tests++
        const failures = this.#judge(result, below)
        seen.failuresBelow += failures
        if (failures > 0 && below.path.length === 2) this.#sayHow(below.path, played)
      } else {
        this.#see(result, path, seen)
      }
      below = undefined
    })
    parser.on('extra', (text: string) => this.#print(text.trimEnd()))
    return seen
  }

  #see(result: Result, path: Path, seen: Seen): void {
    seen.assertions++
    if (result.skip || result.todo) {
      seen.skips++
      this.skip([...path, result.name].join(' > '), reasonOf(result))
    } else if (!result.ok) {
      seen.failures++
      this.#print(`not ok: ${[...path, result.name].join(' > ')}\n${indented(detailsOf(result))}`)
    }
  }

  /** Counts a finished test by its result and what was seen in it. Returns how many failures it accounts for. */
  #judge(result: Result, { path, seen }: { path: Path; seen: Seen }): number {
    const isScene = seen.tests === 0
    const title = path.join(' > ')
    if (result.skip || result.todo) {
      this.skip(title, reasonOf(result))
    } else if (!result.ok && (isScene || seen.failures > 0 || seen.failuresBelow === 0)) {
      this.fail(title, seen.failures === 0 ? detailsOf(result) : '')
      return seen.failuresBelow + 1
    } else if (isScene && seen.assertions === 0 && path.length === 1) {
      this.fail(title, 'the file has no test')
    } else if (isScene && (seen.assertions === 0 || seen.assertions > seen.skips)) {
      // A scene may have no assertion of its own: it fails by what an actor did not receive.
      this.counts.passed++
    }
    if (result.ok && path.length === 1) this.#print(`passed: ${title}`)
    return seen.failuresBelow
  }

  #sayHow([file = '', scene]: Path, { on, howToRun }: { on: string; howToRun: HowToRun }): void {
    this.#print(`    run it alone: ${howToRun(file.slice(0, file.length - on.length), scene)}`)
  }

  pass(title: string): void {
    this.counts.passed++
    this.#print(`passed: ${title}`)
  }

  skip(title: string, reason?: string): void {
    this.counts.skipped++
    this.#print(`skipped: ${title}${reason === undefined ? '' : `: ${reason}`}`)
  }

  fail(title: string, details = ''): void {
    this.counts.failed++
    this.#print(`FAILED: ${title}${details === '' ? '' : `\n${indented(details)}`}`)
  }
}

function reasonOf({ skip, todo }: Result): string | undefined {
  return [skip, todo].find(text => typeof text === 'string')
}

function detailsOf({ diag }: Result): string {
  return diag ? stringify(diag, { lineWidth: 0 }) : ''
}

function indented(text: string): string {
  return text.trimEnd().replace(/^/gm, '    ')
}
