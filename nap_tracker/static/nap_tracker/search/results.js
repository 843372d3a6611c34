// The arrows go from the field to what was found, and on through it; Enter opens what they stand on, as it does any link.
import { lead } from "nap-tracker/base/attention"

const STEPS = { ArrowDown: 1, ArrowUp: -1 }

document.addEventListener("keydown", (event) => {
  const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)]
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return
  /** @type {HTMLInputElement} */
  const field = document.querySelector("[data-search-field]")
  const links = [...document.querySelectorAll(".search-group a")]
  const stops = [field, ...links]
  const at = stops.indexOf(/** @type {HTMLElement} */ (event.target))
  const next = /** @type {HTMLElement | undefined} */ (stops[at + step])
  if (at < 0 || !next) return
  event.preventDefault()
  lead(next)
})
