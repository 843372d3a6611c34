// Says that there is no connection, in words that everybody sees.
import { gettext } from "nap-tracker/base/words"

const NONE = gettext("No connection. What you write stays on this page and is saved once the connection is back; nothing else can be sent.")

/**
 * Tells the sentence when the connection goes, and "" when it comes back.
 * @param {(text: string) => void} say
 */
export function watchConnection(say) {
  window.addEventListener("offline", () => say(NONE))
  window.addEventListener("online", () => say(""))
  if (navigator.onLine === false) say(NONE)
}
