// A details menu closes when one looks elsewhere: a click outside, Escape, another menu.
import { lead } from "nap-tracker/base/attention"

/** @returns {NodeListOf<HTMLDetailsElement>} */
const openMenus = () => document.querySelectorAll("details.menu[open]")

/** @param {Event} event */
const targetOf = (event) => /** @type {Node} */ (event.target)

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(targetOf(event))) menu.open = false
  }
})

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return
  for (const menu of openMenus()) {
    const hadFocus = menu.contains(document.activeElement)
    menu.open = false
    if (hadFocus) lead(menu.querySelector("summary"))
  }
})

document.addEventListener("focusin", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(targetOf(event))) menu.open = false
  }
})
