// The head that says how things stand: unsaved, saving, saved, not saved. Loud once when saving fails, and when it works again.
import { announce } from "nap-tracker/base/announce"
import { lead } from "nap-tracker/base/attention"
import { smallButton } from "nap-tracker/base/buttons"
import { gettext, interpolate } from "nap-tracker/base/words"

const QUIET_MS = 200 // a save that is done sooner shows no "saving"

/**
 * @typedef {import("nap-tracker/writing/refusals").Refusal | "offline" | "unsaved" | "saving" | "saved" | "signed-out" | "choice" |
 *   "invalid" | "figures" | "other-writer" | "refused" | "look" | "lost" | "beside" | "read-only"} State how things stand
 * @typedef {"entry" | "refusal" | "connection"} Cause why something is noted: it stays until that is gone
 * @typedef {{text: string, act: () => void}} Action a button beside the words
 */

/** @type {Record<State, string>} */
const WORDS = {
  unsaved: gettext("Changes are not saved yet"),
  saving: gettext("Saving…"),
  saved: gettext("Saved %(when)s"),
  failed: gettext("Not saved: the server does not answer. Your text stays on this page and is sent again by itself."),
  offline: gettext("Not saved: no connection"), // the note at the foot says what becomes of the text
  busy: gettext("Not saved: the server is busy or being worked on. Your text stays on this page and is sent again by itself."),
  mistake: gettext("Not saved: something went wrong on the server. Your text stays on this page and is sent again by itself."),
  stranger: gettext("Not saved: something else in the network has answered instead of the server. Your text stays on this page and is sent again by itself."),
  "old-page": gettext("Not saved: the page has become too old. Open it again in another tab; your text stays here and is sent again by itself."),
  "too-large": gettext("Not saved: the text is larger than the server takes. It stays on this page: shorten it, then save again."),
  "not-understood": gettext("Not saved: the server did not understand what the page sent. Your text stays here: copy it, then open the page again."),
  "signed-out": gettext("Not saved: the session has ended"),
  choice: gettext("Choose between two texts"),
  invalid: gettext("Not saved: please correct what is marked"),
  figures: gettext("Saved %(when)s, except the figure that is marked"),
  "other-writer": gettext("Not saved: someone else has signed in to this browser"),
  refused: gettext("Not saved: the server refuses. Copy your text and open the page again."),
  look: gettext("Not saved yet: look the text over and change what you like, then save"),
  lost: gettext("You may not write in this entry any more: your role or your agency has changed, or another agency has it now."),
  beside: gettext("The entry can no longer be changed here: what you write is kept beside it"),
  "read-only": gettext("The entry can no longer be changed here"),
}
/** @type {(State | "")[]} */
const FAILURES = [
  "failed", "offline", "busy", "mistake", "stranger", "old-page", "too-large", "not-understood",
  "signed-out", "choice", "invalid", "figures", "other-writer", "refused", "look", "lost",
]

/** The head of the entry, which stays in sight; notes have a line of their own at the foot of the window. */
export function saveBar() {
  const bar = document.querySelector(".entry-bar")
  const place = document.getElementById("save-state")
  const alarm = document.getElementById("save-alarm")
  const note = document.getElementById("bar-note")
  /** @type {Map<Cause, {text: string, line: HTMLElement}>} */
  const notes = new Map()
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
      if (next === "failed" && notes.has("connection")) next = "offline"
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
     * A quiet line at the foot of the window, e.g. that a colleague has saved meanwhile; "" takes away the one of that cause. Each cause has
     * its own; one that is about the entry can be closed.
     * @param {string} text
     * @param {Action | null} [action]
     * @param {Cause} [cause]
     */
    note(text, action = null, cause = "entry") {
      if ((notes.get(cause)?.text ?? "") === text) return
      notes.get(cause)?.line.remove()
      notes.delete(cause)
      if (text) {
        const line = document.createElement("span")
        line.append(text)
        if (action) line.append(" ", smallButton(action.text, action.act))
        if (cause === "entry") {
          const close = smallButton(gettext("Close"), () => {
            line.remove()
            note.hidden = !note.hasChildNodes()
          })
          close.classList.add("is-quiet")
          line.append(" ", close)
        }
        note.append(line)
        notes.set(cause, { text, line })
        announce(text)
      }
      note.hidden = !note.hasChildNodes()
    },
  }
}
