import { oneLine } from '../plain-text.js'
import { type Given, KEY_OF_FLAG } from './flags.js'
import type { Machine } from './machine.js'
import { type Answers, QUESTIONS, type Question } from './questions.js'

/** A flag is missing or wrong. The message names it and says what was expected. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer'
}

/** How to ask a person: gives the line that the person wrote. */
export type Ask = (prompt: string) => Promise<string>

/**
 * Takes the answers from the flags, and asks for those without one. Without `ask`, the guesses answer. Rejects with a
 * WrongAnswer if a flag is not valid, or if there is neither a flag nor a guess.
 */
export async function gatherAnswers(flags: Given, machine: Machine, ask: Ask | undefined): Promise<Answers> {
  let given = checked(flags)
  for (const question of QUESTIONS) {
    const key = KEY_OF_FLAG[question.flag]
    if (given[key] !== undefined) continue
    const guess = question.guess(given, machine)
    const answer = ask ? await asked(question, { given, guess, ask }) : question.read(guess, given)
    if (answer === undefined) throw new WrongAnswer(`--${question.flag} is missing: ${question.expected}.`)
    given = { ...given, [key]: answer }
  }
  return given as Answers
}

function checked(flags: Given): Given {
  let given: Given = {}
  for (const { flag, expected, read } of QUESTIONS) {
    const text = flags[KEY_OF_FLAG[flag]]
    if (text === undefined) continue
    const answer = read(text, given)
    if (answer === undefined) throw new WrongAnswer(`--${flag} is ${shown(text)}; expected ${expected}.`)
    given = { ...given, [KEY_OF_FLAG[flag]]: answer }
  }
  return given
}

/** Asks until the answer is valid. An empty line takes the guess. */
async function asked(
  { text, expected, read }: Question,
  { given, guess, ask }: { given: Given; guess: string; ask: Ask },
): Promise<string> {
  let complaint = ''
  for (;;) {
    const line = (await ask(`${complaint}${text}${guess === '' ? '' : ` [${guess}]`} `)).trim()
    const answer = read(line === '' ? guess : line, given)
    if (answer !== undefined) return answer
    complaint = `  ${line === '' ? 'There is no answer' : `${shown(line)} is no answer`} to this: expected ${expected}.\n`
  }
}

function shown(text: string): string {
  return oneLine(JSON.stringify(text), 80)
}
