// Whose turn it is: nothing that the page does by itself takes the focus, the caret or a key from somebody who types. No
// other module moves the focus or opens a dialog; `tests/nap_tracker/test_attention.py` holds it.

const ACTS = ["keydown", "beforeinput", "compositionstart", "compositionend", "pointerdown"]
/** @type {Map<HTMLElement, () => void>} */
const waiting = new Map()
const STILL_MS = 600 // a key that comes sooner after a dialog has opened was meant for what stood there before
let acts = 0
for (const name of ACTS) window.addEventListener(name, () => { acts += 1 }, { capture: true, passive: true })

/** What can take the focus: an element, or the view of an editor. */
/** @typedef {{focus(options?: FocusOptions): unknown}} Focusable */

/** @typedef {{isStill(): boolean}} Moment */

/** Whether the focus stands where one types. */
export function isInField() {
  const at = /** @type {HTMLElement | null} */ (document.activeElement)
  return Boolean(at) && (at.isContentEditable || at.closest("input, textarea, select, [role=textbox], [contenteditable=true]") !== null)
}

/**
 * The moment at which the person has asked for something that takes a while; afterwards `isStill` tells whether nothing was
 * pressed, typed or pointed at since. Who has asked by a key out of a field goes on typing there, and is never still; a dialog
 * has the person to itself.
 * @returns {Moment}
 */
export function thisMoment() {
  const then = acts
  const at = document.activeElement
  const isTyping = isInField() && !at.closest("dialog")
  return { isStill: () => acts === then && !isTyping && (document.activeElement === at || !isInField()) }
}

/** Whether nobody has touched the page since it came. */
export const isUntouched = () => acts === 0 && !isInField()

/**
 * Moves the focus because the person asks for it: in the event of a key, a click, a choice.
 * @param {Focusable | null | undefined} target
 * @param {FocusOptions} [options]
 */
export function lead(target, options) {
  target?.focus(options)
}

/**
 * Moves the focus once an answer is there, unless the person has gone on to something else.
 * @param {Moment} asked
 * @param {Focusable | null | undefined} target
 */
export function leadIfStill(asked, target) {
  if (asked.isStill()) lead(target)
}

/**
 * Moves the focus to what a page that has just come wants to tell; not where somebody types already.
 * @param {Focusable | null | undefined} target
 */
export function leadOnArrival(target) {
  if (isUntouched()) lead(target)
}

/** @type {WeakMap<HTMLDialogElement, {at: number, isHeld: boolean}>} */
const openings = new WeakMap()

/**
 * Opens a dialog, for somebody who has asked for it. The focus is on its title, unless `first` is what the person has pressed
 * the button for: no button of it is pressed by a key that was under way.
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement | null} [first]
 */
export function openDialog(dialog, first = null) {
  if (dialog.open) return
  if (!openings.has(dialog)) guard(dialog)
  openings.set(dialog, { at: performance.now(), isHeld: true })
  const title = dialog.querySelector("h2")
  if (title) title.tabIndex = -1
  dialog.showModal()
  lead(first ?? title ?? dialog)
}

/** @param {HTMLDialogElement} dialog */
function guard(dialog) {
  const isFresh = () => performance.now() - openings.get(dialog).at < STILL_MS
  /** @param {Event} event */
  const stop = (event) => {
    event.preventDefault()
    event.stopPropagation()
  }
  dialog.addEventListener("keydown", (event) => {
    if (!["Enter", " "].includes(event.key)) return
    const { value } = /** @type {HTMLInputElement} */ (event.target)
    if ((isFresh() && !value) || (event.repeat && openings.get(dialog).isHeld)) stop(event)
  }, { capture: true })
  dialog.addEventListener("keyup", () => { openings.get(dialog).isHeld = false }, { capture: true })
  // The second click of two that were meant for the button which opened it.
  dialog.addEventListener("click", (event) => {
    if (event.detail > 1 && isFresh()) stop(event)
  }, { capture: true })
}

/**
 * Changes what stands in a place of the page; where the focus is in it, once it has left.
 * @param {HTMLElement} place
 * @param {() => void} fill
 */
export function refill(place, fill) {
  if (!place.contains(document.activeElement)) {
    waiting.delete(place)
    inSight(fill)
    return
  }
  const isWaiting = waiting.has(place)
  waiting.set(place, fill) // of several the last is right
  if (!isWaiting) wait(place)
}

/**
 * Keeps the field in which one types where it is in the window, whatever comes or goes above it.
 * @param {() => void} fill
 */
function inSight(fill) {
  const field = isInField() ? document.activeElement : null
  const before = field?.getBoundingClientRect().top
  fill()
  if (!field) return
  const moved = field.getBoundingClientRect().top - before
  if (moved) window.scrollBy({ top: moved, behavior: "instant" })
}

/** @param {HTMLElement} place */
function wait(place) {
  // A task later the browser has moved the focus: until then it is nowhere.
  place.addEventListener("focusout", () => setTimeout(() => {
    const fill = waiting.get(place)
    if (!fill) return
    if (place.contains(document.activeElement)) {
      wait(place)
      return
    }
    waiting.delete(place)
    inSight(fill)
  }), { once: true })
}
