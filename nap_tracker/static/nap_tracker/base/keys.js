// What all keys have in common. Single keys work nowhere inside a field and not while a dialog is open, and are off for
// those who have switched them off in their settings (WCAG 2.1.4: the body then says data-single-keys="off").
import { openDialog } from "nap-tracker/base/attention"

export const areSingleKeysOn = () => document.body.dataset.singleKeys !== "off"

export const isDialogOpen = () => document.querySelector("dialog[open]") !== null

/** @param {HTMLElement} element */
export function isField(element) {
  return element.isContentEditable || element.closest("input, textarea, select, dialog, [role=textbox]") !== null
}

/**
 * Whether a press may be a single key. Shift is for the key to judge: most keyboards need it for "?".
 * @param {KeyboardEvent} event
 */
export function isSingleKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return false
  return areSingleKeysOn() && !isField(/** @type {HTMLElement} */ (event.target)) && !isDialogOpen()
}

/**
 * Whether Ctrl (on a Mac also Command) is held and nothing else, with no dialog open.
 * @param {KeyboardEvent} event
 */
export function isWithControl(event) {
  return (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && !isDialogOpen()
}

/**
 * Whether a click means just this: with a modifier or another button the browser opens a link elsewhere.
 * @param {MouseEvent} event
 */
export function isPlainClick(event) {
  return !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey
}

function openKeys() {
  /** @type {HTMLDialogElement} */
  const dialog = document.getElementById("keys")
  if (dialog) openDialog(dialog)
}

/** Shows the page's list of keys when "?" or one of its buttons is pressed. */
export function offerKeys() {
  for (const opener of document.querySelectorAll("[data-open-keys]")) {
    opener.hidden = false
    opener.addEventListener("click", openKeys)
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || !isSingleKey(event)) return
    event.preventDefault()
    openKeys()
  })
}
