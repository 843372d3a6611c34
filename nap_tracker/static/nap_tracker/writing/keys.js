// Ctrl+S saves from anywhere, Ctrl+Enter submits or marks as ready.
import { isWithControl, offerKeys } from "nap-tracker/base/keys"

/**
 * What Ctrl+Enter means here: the lead's "submit", otherwise "ready".
 * @returns {HTMLElement | null}
 */
function finishingButton() {
  return document.querySelector("[data-move=submit]") ?? document.querySelector("button[data-ready]")
}

/**
 * Makes the keys work on this form.
 * @param {EntryForm} form
 */
export function listenForKeys(form) {
  offerKeys()
  // Before the editor hears of it: Ctrl+Enter would break the line there.
  document.addEventListener("keydown", (event) => {
    if (!isWithControl(event)) return
    if (event.code === "KeyS") {
      event.preventDefault()
      if (form.isConnected) form.requestSubmit()
    } else if (event.key === "Enter" && !event.repeat) {
      const button = finishingButton()
      const target = /** @type {HTMLElement} */ (event.target)
      if (!button || target.closest("form:not(#entry-form)")) return // Ctrl+Enter in a comment is the comment's
      event.preventDefault()
      event.stopPropagation()
      button.click()
    }
  }, { capture: true })
}
