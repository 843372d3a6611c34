// What the pages have beside the browser's own: what their selectors find, Django's catalogue, events of their own.

// Scripts look for elements of HTML only; a drawing (SVG) is never touched. The kind of element that a selector finds is
// said where it is looked for, as in `/** @type {HTMLDialogElement} */ const dialog = document.getElementById("keys")`.
interface ParentNode {
  querySelector<K extends keyof HTMLElementTagNameMap>(selectors: K): HTMLElementTagNameMap[K] | null
  querySelector<E extends HTMLElement = HTMLElement>(selectors: string): E | null
  querySelectorAll<K extends keyof HTMLElementTagNameMap>(selectors: K): NodeListOf<HTMLElementTagNameMap[K]>
  querySelectorAll<E extends HTMLElement = HTMLElement>(selectors: string): NodeListOf<E>
}

interface Document {
  getElementById<E extends HTMLElement = HTMLElement>(id: string): E | null
}

interface Element {
  closest<K extends keyof HTMLElementTagNameMap>(selector: K): HTMLElementTagNameMap[K] | null
  closest<E extends HTMLElement = HTMLElement>(selectors: string): E | null
}

interface Window {
  /** Comes with Django's catalogue of words, which a page may not have (yet). */
  gettext?: (text: string) => string
}

interface DocumentEventMap {
  "entry:saved": CustomEvent<Answer.Saved | Answer.Merged>
  "signing-out": CustomEvent<{ waitUntil(promise: Promise<boolean>): void }>
  "signing-out-anyway": CustomEvent<null>
}

/** The form of an entry; fields that the sub-point or the role does not have are missing. */
interface EntryForm extends HTMLFormElement {
  readonly elements: HTMLFormControlsCollection & {
    narrative: HTMLTextAreaElement
    version: HTMLInputElement
    writer: HTMLInputElement
    settles_side?: HTMLInputElement
    status?: RadioNodeList | HTMLSelectElement
    nothing_to_report?: HTMLInputElement
    nothing_reason?: HTMLTextAreaElement
    internal_note?: HTMLTextAreaElement
  }
}

/** What an entry's page says of itself: templates/plans/entry/_addresses.html. */
interface EntryPlace extends DOMStringMap {
  user: string
  label: string
  localKey: string
  presence?: string
  standing?: string
  state?: string
  version?: string
  ready?: string
  autosave?: string
  difference?: string
}
