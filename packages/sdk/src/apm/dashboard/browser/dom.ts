/** The page as the script sees it. Whatever the service says gets into it as text (`textContent`), never as HTML. */
import type { BODY } from '../body.ts'

/** Every id of `../body.ts`: a place that the page does not have fails to compile. */
export type PlaceId = IdsOf<typeof BODY>

type IdsOf<Html, Found = never> = Html extends `${string} id="${infer Id}"${infer Rest}`
  ? IdsOf<Rest, Found | Id>
  : Found

interface Controls {
  readonly level: HTMLSelectElement
  readonly find: HTMLInputElement
  readonly token: HTMLInputElement
  readonly rules: HTMLTableElement
  readonly routes: HTMLTableElement
  readonly running: HTMLTableElement
}

export function place<Id extends PlaceId>(id: Id): Id extends keyof Controls ? Controls[Id] : HTMLElement {
  return document.getElementById(id) as never
}

/** Sets a text where it is another, so that a screen reader does not say the same again. */
export function put(id: PlaceId, text: string): void {
  const node: HTMLElement = place(id)
  if (node.textContent !== text) node.textContent = text
}

export function show(id: PlaceId, isShown: boolean): void {
  const node: HTMLElement = place(id)
  node.hidden = !isShown
}

export function isShown(id: PlaceId): boolean {
  const node: HTMLElement = place(id)
  return !node.hidden
}

export function fill(id: PlaceId, children: readonly Node[]): void {
  const node: HTMLElement = place(id)
  node.replaceChildren(...children)
}

export function fillTable(id: 'rules' | 'routes' | 'running', rows: readonly Node[]): void {
  place(id).tBodies[0]!.replaceChildren(...rows)
}

/** What stands in the place of a list without items. */
export function putEmpty(id: 'routes' | 'running' | 'logs', length: number, text: string): void {
  show(`${id}-empty`, length === 0)
  put(`${id}-empty`, text)
  show(id, length > 0)
}

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className = '',
  text?: string,
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag)
  if (className !== '') node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

/** @returns the parent */
export function add<Parent extends Node>(parent: Parent, ...children: readonly (Node | undefined)[]): Parent {
  for (const child of children) if (child !== undefined) parent.appendChild(child)
  return parent
}

export function textNode(text: string): Text {
  return document.createTextNode(text)
}

export function makeSvg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Tag] {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value))
  return node
}
