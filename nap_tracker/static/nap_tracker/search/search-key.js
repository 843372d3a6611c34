// "/" leads to the search: to its field on this page, otherwise to its page by the link to it. Never inside a field, with
// a modifier or while a dialog is open; off where the person has switched single keys off (WCAG 2.1.4: the body then says
// data-single-keys="off").
const areOff = () => document.body.dataset.singleKeys === "off"
const isField = (element) => element.isContentEditable || element.closest("input, textarea, select, dialog") !== null

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return
  if (areOff() || isField(event.target) || document.querySelector("dialog[open]")) return
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
