/**
 * Asks before the page is left with something that is not sent.
 * @param {() => boolean} isChanged
 */
export function guardLeaving(isChanged) {
  let isSent = false
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) isSent = true
  })
  window.addEventListener("pageshow", () => { isSent = false })
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && isChanged()) event.preventDefault()
  })
}
