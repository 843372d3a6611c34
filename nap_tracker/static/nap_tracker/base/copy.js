// Buttons that copy a text of the page: data-copy names its element, data-done what the button says once that is done.
import { announce } from "nap-tracker/base/announce"

const SAID_FOR = 3000

/** @param {HTMLElement} text Marked as by hand, so that Ctrl+C copies it where the browser lets no page do so. */
function mark(text) {
  const range = document.createRange()
  range.selectNodeContents(text)
  const selection = getSelection()
  selection.removeAllRanges()
  selection.addRange(range)
}

/**
 * Whether the text lies in the clipboard. On an address without TLS browsers have no `navigator.clipboard`.
 * @param {HTMLElement} text
 */
async function copy(text) {
  mark(text)
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text.textContent)
      return true
    }
  } catch (error) {
    if (!(error instanceof DOMException)) throw error // refused by the browser: the older way is tried
  }
  return document.execCommand("copy")
}

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"))) {
  const text = document.getElementById(button.dataset.copy)
  const words = button.textContent
  button.hidden = !text
  button.addEventListener("click", async () => {
    if (!(await copy(text))) return
    button.textContent = button.dataset.done
    announce(button.dataset.done)
    setTimeout(() => { button.textContent = words }, SAID_FOR)
  })
}
