// Rows of a list that are chosen to be decided on together: how many is said, and "x" chooses the row one stands on.
import { isSingleKey } from "nap-tracker/base/keys"
import { gettext, interpolate } from "nap-tracker/base/words"

const count = document.querySelector("[data-chosen-count]")
/** @type {NodeListOf<HTMLInputElement>} */
const boxes = document.querySelectorAll('input[type="checkbox"][name="chosen"]')

function show() {
  const chosen = [...boxes].filter((box) => box.checked).length
  const words = interpolate(gettext("Chosen: %(number)s of %(all)s"), {
    number: String(chosen),
    all: String(boxes.length),
  })
  count.textContent = chosen ? words : ""
}

if (count) {
  // A box that stands for all of them changes the others without a word, and before it is heard here.
  document.addEventListener("change", show)
  window.addEventListener("pageshow", show) // a browser may give back what was ticked
  document.addEventListener("keydown", (event) => {
    if (event.code !== "KeyX" || event.repeat || event.shiftKey || !isSingleKey(event)) return
    /** @type {HTMLInputElement} */
    const box = document.activeElement.closest("li, tr")?.querySelector('input[name="chosen"]')
    if (!box) return
    event.preventDefault()
    box.click()
  })
}
