import { place, put } from './dom.ts'
import { read, remember } from './storage.ts'

const KEY = 'atalaya-theme'
/** The first is that of the system. */
const THEMES = ['', 'light', 'dark'] as const
type Theme = (typeof THEMES)[number]

/** Light, dark, or as the system: chosen with the button, and remembered. */
export function startTheme(): void {
  const remembered = read('localStorage', KEY)
  let chosen = THEMES.find((theme) => theme === remembered) ?? ''
  show(chosen)
  place('theme').addEventListener('click', () => {
    chosen = THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length] ?? ''
    remember('localStorage', KEY, chosen)
    show(chosen)
  })
}

function show(theme: Theme): void {
  if (theme === '') document.documentElement.removeAttribute('data-theme')
  else document.documentElement.setAttribute('data-theme', theme)
  put('theme', `Theme: ${theme === '' ? 'auto' : theme}`)
  place('theme').setAttribute('aria-label', `Theme: ${theme === '' ? 'as the system' : theme}`)
}
