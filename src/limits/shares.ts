/**
 * A bounded amount that many names use together. One name may use as much as it leaves to the others: alone half of the
 * whole, together with one other large user a third. So the largest users meet the bound first, and a name that uses
 * little is refused only when hardly anything is left.
 */
export class Shares {
  readonly #whole: number
  readonly #used = new Map<string, { amount: number }>()
  #total = 0

  /** `whole`: the bound of all names together, in any unit. */
  constructor(whole: number) {
    this.#whole = whole
  }

  /** What all names use. */
  get total(): number {
    return this.#total
  }

  of(name: string): number {
    return this.#used.get(name)?.amount ?? 0
  }

  /** Whether the name may use so much more. `factor` widens the bound, for what should not be refused. */
  allows(name: string, amount: number, factor = 1): boolean {
    return this.of(name) + amount <= factor * this.#whole - this.#total
  }

  take(name: string, amount: number): void {
    const used = this.#used.get(name)
    if (used) used.amount += amount
    else this.#used.set(name, { amount })
    this.#total += amount
  }

  /** Returns what was taken. */
  giveBack(name: string, amount: number): void {
    const used = this.#used.get(name)
    if (used) used.amount -= amount
    if (used && used.amount <= 0) this.#used.delete(name)
    this.#total -= amount
  }

  clear(): void {
    this.#used.clear()
    this.#total = 0
  }
}
