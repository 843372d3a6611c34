// The question before many entries are decided on: saved phrases are put into the reason, and nothing written is left behind.
import { lead } from "nap-tracker/base/attention"
import { isWithControl } from "nap-tracker/base/keys"
import { guardLeaving } from "nap-tracker/base/leaving"

/** @type {HTMLTextAreaElement} */
const words = document.getElementById("bulk-words")

if (words) {
  const asShown = words.value
  guardLeaving(() => words.value !== asShown)
  document.addEventListener("click", (event) => {
    /** @type {HTMLButtonElement} */
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-insert]")
    if (!button) return
    event.preventDefault()
    words.value = [words.value.trimEnd(), button.textContent.trim()].filter(Boolean).join("\n")
    lead(words)
  })
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.repeat || !isWithControl(event)) return
    event.preventDefault()
    words.form.requestSubmit(words.form.querySelector("[name=confirmed]"))
  })
}
