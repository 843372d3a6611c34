/**
 * Of the forms that the selector names none is sent twice: a second press while the first is under way sends nothing. A page
 * that comes back from the browser's memory (“back”) may send again: the server answers what has become of the first.
 * @param {string} selector
 */
export function sendOnce(selector) {
  /** @type {Set<HTMLFormElement>} */
  const sent = new Set()
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target)
    if (event.defaultPrevented || !form.matches(selector)) return
    if (sent.has(form)) {
      event.preventDefault()
      return
    }
    sent.add(form)
    form.setAttribute("aria-busy", "true")
  })
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return
    for (const form of sent) form.removeAttribute("aria-busy")
    sent.clear()
  })
}
