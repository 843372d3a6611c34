// The bar that says how things stand: unsaved, saving, saved, not saved. Loud once when saving fails, and when it works again.
import { announce } from "nap-tracker/base/announce"
import { lead } from "nap-tracker/base/attention"
import { smallButton } from "nap-tracker/base/buttons"
import { gettext, interpolate } from "nap-tracker/base/words"

const QUIET_MS = 200 // a save that is done sooner shows no "saving"

/**
 * @typedef {"unsaved" | "saving" | "saved" | "failed" | "signed-out" | "choice" | "invalid" | "figures" | "other-writer" |
 *   "refused" | "look" | "lost" | "beside" | "read-only"} State how things stand
 * @typedef {{text: string, act: () => void}} Action a button beside the words
 */

/** @type {Record<State, string>} */
const WORDS = {
  unsaved: gettext("Changes are not saved yet"),
  saving: gettext("Saving…"),
  saved: gettext("Saved %(when)s"),
  failed: gettext("Not saved: the server does not answer. Your text stays on this page and is sent again by itself."),
  "signed-out": gettext("Not saved: the session has ended"),
  choice: gettext("Two texts wait for your choice"),
  invalid: gettext("Not saved: please mend what is marked"),
  figures: gettext("Saved %(when)s, except the figure that is marked"),
  "other-writer": gettext("Not saved: somebody else has signed in in this browser"),
  refused: gettext("Not saved: the server refuses. Copy your text and open the page again."),
  look: gettext("Not saved yet: look the text over and change what you like, then save"),
  lost: gettext("You may not write in this entry any more: your role or your agency has changed, or the sub-point is another's."),
  beside: gettext("The entry can no longer be changed here: what you write is kept beside it"),
  "read-only": gettext("The entry can no longer be changed here"),
}
/** @type {(State | "")[]} */
const FAILURES = ["failed", "signed-out", "choice", "invalid", "figures", "other-writer", "refused", "look", "lost"]

/** @param {EntryForm} form */
export function saveBar(form) {
  const bar = form.querySelector(".save-bar")
  const place = document.getElementById("save-state")
  const alarm = document.getElementById("save-alarm")
  const note = document.getElementById("bar-note")
  /** @type {State | ""} */
  let state = ""
  /** @type {ReturnType<typeof setTimeout>} */
  let quiet

  /**
   * @param {State} next
   * @param {{when?: string, version?: number | null, action?: Action | null}} [more]
   */
  function put(next, { when = "", version = null, action = null } = {}) {
    clearTimeout(quiet)
    const line = document.createElement("p")
    line.append(interpolate(WORDS[next], { when }))
    if (FAILURES.includes(next)) line.className = "is-failed"
    else line.className = `is-${next}`
    if (next === "saved" || next === "figures") line.dataset.saved = String(version)
    if (action) line.append(" ", smallButton(action.text, action.act))
    const hadFocus = place.contains(document.activeElement)
    place.replaceChildren(line)
    if (hadFocus) {
      // The button that had it is gone.
      place.tabIndex = -1
      lead(place.querySelector("button") ?? place)
    }
    bar.classList.toggle("is-failed", FAILURES.includes(next))
    state = next
  }

  const isFailed = () => FAILURES.includes(state)

  return {
    isFailed,
    /** Something was typed. A failure stays in sight until it is over. */
    unsaved() {
      if (!isFailed() && state !== "unsaved") put("unsaved")
    },
    saving() {
      clearTimeout(quiet)
      if (!isFailed()) quiet = setTimeout(() => put("saving"), QUIET_MS)
    },
    /**
     * @param {string} when
     * @param {number | null} version
     * @param {{isAsked?: boolean, isPartly?: boolean}} [more] `isAsked`: the person pressed "save" and wants to hear that it is
     *   done
     */
    saved(when, version, { isAsked = false, isPartly = false } = {}) {
      if (isFailed() || isAsked) announce(interpolate(WORDS[isPartly ? "figures" : "saved"], { when }))
      put(isPartly ? "figures" : "saved", { when, version })
      alarm.textContent = ""
    },
    /**
     * Says once, at once and in sight, that the text is not on the server.
     * @param {State} next
     * @param {Action | null} [action]
     */
    fail(next, action = null) {
      if (state === next && !action) {
        clearTimeout(quiet)
        return
      }
      if (state !== next) alarm.textContent = WORDS[next]
      put(next, { action })
    },
    /** @param {Action} action */
    beside(action) {
      if (state !== "beside") alarm.textContent = WORDS.beside
      put("beside", { action })
    },
    /** @param {Action | null} [action] */
    readOnly(action = null) {
      if (state !== "read-only") alarm.textContent = WORDS["read-only"]
      put("read-only", { action })
    },
    /**
     * A quiet line above the bar, e.g. that a colleague has saved meanwhile; "" takes it away.
     * @param {string} text
     * @param {Action | null} [action]
     */
    note(text, action = null) {
      if (note.dataset.text === text) return
      note.dataset.text = text
      note.hidden = !text
      note.replaceChildren(text)
      if (!text) return
      if (action) note.append(" ", smallButton(action.text, action.act))
      const close = smallButton(gettext("Close"), () => { note.hidden = true })
      close.classList.add("is-quiet")
      note.append(" ", close)
      announce(text)
    },
  }
}
