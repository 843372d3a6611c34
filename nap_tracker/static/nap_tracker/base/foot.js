// The bar at the foot of the window (of an entry: its notes, while there are any) covers what is under it: fields that come into sight, and the caret in them, stop above
// it, however many lines the bar has.

/** @returns {HTMLElement | null} */
const bar = () => document.querySelector(".save-bar, .bar-note")

/**
 * A bar that stands beside the text in a wide window covers nothing there.
 * @param {HTMLElement | null} found
 */
const isAtFoot = (found) =>
  Boolean(found?.offsetHeight) && getComputedStyle(found).getPropertyValue("--stands").trim() !== "beside"

/** How much of the window's foot the bar covers; with a keyboard on the screen, of what is left of the window. */
export function coveredAtFoot() {
  const height = window.visualViewport?.height ?? window.innerHeight
  const found = bar()
  return isAtFoot(found) ? Math.max(0, height - found.getBoundingClientRect().top) : 0
}

/**
 * Tells the style sheet how high the bar is, from now on.
 * @param {() => void} [changed] the bar covers more or less than before
 */
export function followFoot(changed = () => {}) {
  const found = bar()
  if (!found) return
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--foot", `${isAtFoot(found) ? found.offsetHeight : 0}px`)
    changed()
  }).observe(found)
}
