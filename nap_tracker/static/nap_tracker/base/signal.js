// A line at the foot of the page for what somebody must hear who may be typing: it takes nothing from them.
import { announce } from "nap-tracker/base/announce"
import { smallButton } from "nap-tracker/base/buttons"
import { gettext } from "nap-tracker/base/words"

/**
 * Shows a sentence, with a button where there is something to be done; the one before it goes.
 * @param {string} text
 * @param {{text: string, act: () => void} | null} [action]
 */
export function signal(text, action = null) {
  document.getElementById("signal")?.remove()
  const line = document.createElement("div")
  line.id = "signal"
  line.className = "signal"
  line.append(text)
  if (action) {
    line.append(" ", smallButton(action.text, () => {
      line.remove()
      action.act()
    }))
  }
  const close = smallButton(gettext("Close"), () => line.remove())
  close.classList.add("is-quiet")
  line.append(" ", close)
  document.getElementById("main").append(line)
  announce(text)
}
