// Steps of an entry: leads to what is missing, keeps a form from being sent twice, ticks all boxes at once.
import { lead, leadOnArrival } from "nap-tracker/base/attention"
import { unfoldAround } from "nap-tracker/base/folds"
import { sendOnce } from "nap-tracker/base/send-once"

// A refused step, comment or file is answered at its own address, which cannot be opened again: the page takes the
// entry's, so that reload, bookmarks and the local copy mean the entry.
const home = document.querySelector("[data-entry-address]")?.dataset.entryAddress
if (home && location.pathname !== home) history.replaceState(null, "", home + location.hash)

/**
 * Moves the focus to the place, opening what hides it; the editor stands in for its hidden field.
 * @param {HTMLElement} place
 */
function leadTo(place) {
  unfoldAround(place)
  const surface = place.closest(".editor")?.querySelector(".ProseMirror")
  const target = surface ?? place
  if (!target.matches("a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]")) {
    target.setAttribute("tabindex", "-1")
  }
  lead(target, { preventScroll: true })
  target.scrollIntoView({ block: "center" })
}

document.addEventListener("click", (event) => {
  /** @type {HTMLAnchorElement} */
  const link = /** @type {HTMLElement} */ (event.target).closest("a[data-leads-to]")
  if (!link) return
  const place = document.getElementById(link.hash.slice(1))
  if (!place) return
  event.preventDefault()
  leadTo(place)
})

// An address may name a comment or a paper in a group that is folded.
const named = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null
if (named?.closest("details:not([open])")) {
  unfoldAround(named)
  named.scrollIntoView()
}

sendOnce("form[data-once]")

for (const label of document.querySelectorAll("[data-choose-all]")) {
  const all = label.querySelector("input")
  /** @type {NodeListOf<HTMLInputElement>} */
  const found = document.querySelectorAll(`input[type="checkbox"][name="${label.dataset.chooseAll}"]`)
  const boxes = [...found]
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length
    all.checked = chosen === boxes.length
    all.indeterminate = chosen > 0 && chosen < boxes.length
  }
  label.hidden = boxes.length === 0
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked
  })
  for (const box of boxes) box.addEventListener("change", show)
  show()
}

leadOnArrival(document.querySelector("[data-focus]"))
