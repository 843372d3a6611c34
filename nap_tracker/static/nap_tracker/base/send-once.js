const LONGEST_MS = 10_000 // a page that still stands after that may send again, for browsers that tell nothing

/**
 * Of the forms that the selector names none is sent twice: a second press while the first is under way sends nothing. Where
 * the page stays after all (somebody stops the browser, the answer is a file) or comes back from the browser's memory
 * (“back”), it may send again: the server answers what has become of the first.
 * @param {string} selector
 */
export function sendOnce(selector) {
  /** @type {Map<HTMLFormElement, ReturnType<typeof setTimeout>>} */
  const sent = new Map()

  /** @param {HTMLFormElement} form */
  function release(form) {
    clearTimeout(sent.get(form))
    sent.delete(form)
    form.removeAttribute("aria-busy")
  }
  const releaseAll = () => { for (const form of sent.keys()) release(form) }

  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target)
    if (event.defaultPrevented || !form.matches(selector)) return
    if (sent.has(form)) {
      event.preventDefault()
      return
    }
    sent.set(form, setTimeout(() => release(form), LONGEST_MS))
    form.setAttribute("aria-busy", "true")
  })
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) releaseAll()
  })
  // Chromium tells that nothing comes; elsewhere the key that stops it has to do.
  window.navigation?.addEventListener("navigateerror", releaseAll)
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape") releaseAll()
  })
}
