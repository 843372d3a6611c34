// "/" leads to the search: to its field on this page, otherwise to its page by the link to it.
import { isSingleKey } from "nap-tracker/base/keys"

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.repeat || !isSingleKey(event)) return
  /** @type {HTMLInputElement} */
  const field = document.querySelector("[data-search-field]")
  const link = document.querySelector("[data-search-link]")
  if (!field && !link) return
  event.preventDefault() // some browsers open their own quick search
  if (field) {
    field.focus()
    field.select()
  } else {
    link.click()
  }
})
