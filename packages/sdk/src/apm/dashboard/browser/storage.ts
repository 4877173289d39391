/** What the browser remembers. It may be forbidden to: then nothing is remembered. */

export function read(storage: 'localStorage' | 'sessionStorage', key: string): string {
  try {
    return window[storage].getItem(key) ?? ''
  } catch {
    return ''
  }
}

/** @param value - empty: forgets it */
export function remember(storage: 'localStorage' | 'sessionStorage', key: string, value: string): void {
  try {
    if (value === '') window[storage].removeItem(key)
    else window[storage].setItem(key, value)
  } catch {
    // Nothing to be done: it is asked for again the next time.
  }
}
