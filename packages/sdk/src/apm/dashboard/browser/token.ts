import { read, remember } from './storage.ts'

const KEY = 'atalaya-token'

/** The token of the service, for as long as the tab is open. Empty: none. */
export class Token {
  #value: string = read('sessionStorage', KEY)

  get value(): string {
    return this.#value
  }

  set(value: string): void {
    this.#value = value
    remember('sessionStorage', KEY, value)
  }

  /** `#token=...` opens the page at once; a fragment is sent to nobody, and it does not stay in the address. */
  takeFromAddress(): void {
    const given = /[#&]token=([^&]+)/.exec(location.hash)?.[1]
    if (given === undefined) return
    this.set(decoded(given))
    history.replaceState(null, '', location.pathname)
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
