// "/" leads to the search: to its field on this page, otherwise to its page by the link to it.
import { lead } from "nap-tracker/base/attention"
import { isSingleKey } from "nap-tracker/base/keys"

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.repeat || !isSingleKey(event)) return
  /** @type {HTMLInputElement} */
  const field = document.querySelector("[data-search-field]")
  const link = document.querySelector("[data-search-link]")
  if (!field && !link) return
  event.preventDefault() // some browsers open their own quick search
  if (field) {
    lead(field)
    field.select()
  } else {
    link.click()
  }
})
