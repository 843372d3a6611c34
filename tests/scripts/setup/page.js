// A page for modules that need one: jsdom, which reads markup as browsers do. It is to be imported before the modules that
// are tested, since some of them look at the page, or ask for words, when they begin.
import { JSDOM } from "jsdom"

// What the modules name without "window.". Node's own `navigator`, `crypto`, `fetch` and clocks stay.
const NAMES = [
  "document", "location", "history", "getSelection", "getComputedStyle", "requestAnimationFrame", "innerHeight",
  "DOMParser", "Node", "Element", "Document", "DocumentFragment", "RadioNodeList", "MutationObserver", "FormData",
  "HTMLElement", "HTMLDetailsElement", "HTMLInputElement", "Event", "CustomEvent", "KeyboardEvent", "MouseEvent", "ClipboardEvent",
  "localStorage",
]

/**
 * Opens a page and makes it the one that modules see; an earlier one is gone with all that listened there.
 * @param {string} [body]
 * @param {string} [path]
 */
export function openPage(body = "", path = "/") {
  const html = `<!doctype html><html lang="az"><body>${body}</body></html>`
  const { window: opened } = new JSDOM(html, { url: `https://numune.example${path}`, pretendToBeVisual: true })
  globalThis.document?.documentElement.remove() // what a module still holds of the earlier page is on no page any more
  addDialogs(opened)
  // A mistake in a listener fails the test; jsdom by itself only prints it.
  opened.addEventListener("error", ({ error }) => { setImmediate(() => { throw error }) })
  // jsdom knows neither the clipboard's event nor that a page came by https.
  Object.assign(opened, { isSecureContext: true, ClipboardEvent: class extends opened.Event {} })
  Object.assign(globalThis, { window: opened }, Object.fromEntries(NAMES.map((name) => [name, opened[name]])))
}

/**
 * jsdom has the element of a dialog but cannot open it.
 * @param {import("jsdom").DOMWindow} opened
 */
function addDialogs({ HTMLDialogElement, Event: OwnEvent }) {
  Object.assign(HTMLDialogElement.prototype, {
    /** @this {HTMLDialogElement} */
    showModal() {
      this.open = true
    },
    /** @this {HTMLDialogElement} */
    close() {
      if (!this.open) return
      this.open = false
      queueMicrotask(() => this.dispatchEvent(new OwnEvent("close")))
    },
  })
}

/**
 * The element of the page that is open.
 * @template {HTMLElement} [E=HTMLElement]
 * @param {string} selector
 * @returns {E}
 */
export function find(selector) {
  const found = /** @type {E | null} */ (document.querySelector(selector))
  if (!found) throw new Error(`The page has no ${selector}.`)
  return found
}

/**
 * Types into a field: its value, and the event that a browser sends.
 * @param {string} selector
 * @param {string} value
 */
export function type(selector, value) {
  const field = /** @type {HTMLInputElement} */ (find(selector))
  field.value = value
  field.dispatchEvent(new Event("input", { bubbles: true }))
}

// The real ones, whatever clock a test stops.
const soon = setImmediate
const later = setTimeout

/**
 * Lets all that waits for promises go on. It is for what this thread does by itself: that takes the same turns on every
 * machine, one for reading an answer. What comes of another thread (WebCrypto), of a store or of a timer has to be awaited.
 */
export async function settle() {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => { soon(resolve) })
}

/**
 * Looks until what is awaited is there, however busy the machine is; after very many looks it fails with what it saw last.
 * @template T
 * @param {() => T | Promise<T>} look
 * @param {(seen: T) => boolean} isThere
 * @returns {Promise<T>}
 */
export async function until(look, isThere) {
  for (let looks = 1; ; looks += 1) {
    const seen = await look()
    if (isThere(seen)) return seen
    if (looks === 20_000) throw new Error(`What was awaited did not come; seen last: ${JSON.stringify(seen)}`)
    await new Promise((resolve) => { later(resolve, 1) })
  }
}

openPage()
