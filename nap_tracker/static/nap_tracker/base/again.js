// A list that was left open in another tab: when somebody comes back to it, it shows what is so now.
import { thisMoment } from "nap-tracker/base/attention"
import { get } from "nap-tracker/base/request"
import { signal } from "nap-tracker/base/signal"
import { gettext } from "nap-tracker/base/words"

const AWAY_MS = 5_000 // a glance elsewhere changes nothing

/** @param {ParentNode} page */
const wordsOf = (page) => page.querySelector("#main")?.textContent.replace(/\s+/g, " ").trim() ?? ""

function isFilledIn() {
  /** @type {NodeListOf<HTMLInputElement>} */
  const fields = document.querySelectorAll("#main input:not([type=hidden]), #main textarea")
  return [...fields].some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked)
}

/**
 * Asks for the page anew when it is seen again, and shows it where it says something else: at once, or by a button where
 * somebody has begun to do something on it.
 * @param {() => void} [reload]
 */
export function showAgain(reload = () => location.reload()) {
  const shown = wordsOf(document)
  let leftAt = 0

  async function look() {
    const back = thisMoment()
    const { status, html } = await get(location.href)
    if (status !== 200) return // another time
    const now = wordsOf(new DOMParser().parseFromString(html, "text/html"))
    if (!now || now === shown) return
    if (back.isStill() && !isFilledIn()) reload()
    else signal(gettext("This page has changed meanwhile."), { text: gettext("Show"), act: reload })
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leftAt = performance.now()
    else if (performance.now() - leftAt >= AWAY_MS) look()
  })
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) look()
  })
}
