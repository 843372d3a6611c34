// What stands beside the text follows the server: the state, the mark "ready" and what is missing, the history. It is asked
// after each save, and when the heartbeat tells that somebody else has done something.
import { announce } from "nap-tracker/base/announce"
import { refill } from "nap-tracker/base/attention"
import { get } from "nap-tracker/base/request"
import { gettext, interpolate } from "nap-tracker/base/words"

/**
 * @param {HTMLElement} place
 * @returns {boolean}
 */
function isTypedIn(place) {
  /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */
  const fields = place.querySelectorAll("textarea, input:not([type=hidden])")
  return [...fields].some((field) => field.value !== field.defaultValue)
}

/**
 * Puts a part of the page in its place, unless it says the same already or somebody writes in it; what was open stays open.
 * @param {string} id
 * @param {string} html
 * @param {() => void} [then]
 */
function put(id, html, then = () => {}) {
  const place = document.getElementById(id)
  if (!place || place.dataset.shown === html || isTypedIn(place)) return
  refill(place, () => {
    const open = new Set([...place.querySelectorAll("details")].filter((each) => each.open).map((each) => each.className))
    place.innerHTML = html
    place.dataset.shown = html
    for (const details of place.querySelectorAll("details")) {
      if (open.has(details.className)) details.open = true
    }
    then()
  })
}

/** @param {boolean} isReady */
function putMark(isReady) {
  const button = document.querySelector("button[data-mark]")
  if (!button || button.hasAttribute("data-ready") === !isReady) return
  refill(button, () => {
    button.textContent = isReady ? button.dataset.unmark : button.dataset.mark
    button.toggleAttribute("data-ready", !isReady)
    if (button.classList.contains("is-next")) button.classList.toggle("is-primary", !isReady)
    /** @type {HTMLInputElement} */
    const wanted = document.querySelector("#ready-form [name=ready]")
    if (wanted) wanted.value = isReady ? "" : "1"
  })
}

/** @param {Answer.Presence} answer */
export function savedBy(answer) {
  if (answer.updated_by_me) return gettext("You have saved in another window.")
  return interpolate(gettext("%(who)s has saved meanwhile."), { who: answer.updated_by })
}

/**
 * Begins to follow.
 * @param {object} parts
 * @param {EntryPlace} parts.place what the page says of itself
 * @param {() => number | null} [parts.version] from which version the page writes on; none where it only reads
 * @param {() => boolean} [parts.isWritten] whether the page is one to write in, still
 * @returns {{hear(answer: Answer.Presence): void, hasNewComments(answer: Answer.Presence): boolean}}
 */
export function startFollowing({ place, version = () => null, isWritten = () => false }) {
  /** @type {Promise<void> | null} */
  let inFlight = null
  let isAsked = false
  let wasReady = "ready" in place

  /** @param {{version: number | null, state: string, ready: boolean}} answer */
  const nameOf = ({ version: number, state, ready }) => JSON.stringify([number, state, ready])
  let known = nameOf({ version: place.version ? Number(place.version) : null, state: place.state, ready: "ready" in place })

  /** The steps name the version from which the page writes on: what it does not show must not be submitted. */
  function keepVersion() {
    const own = version()
    if (own === null) return
    /** @type {NodeListOf<HTMLInputElement>} */
    const fields = document.querySelectorAll("input.js-version")
    for (const field of fields) field.value = String(own)
  }

  /** @param {Answer.Following} answer */
  function show(answer) {
    const { parts, ready } = answer
    known = nameOf(answer)
    put("entry-badge", parts["entry-badge"])
    put("entry-history", parts["entry-history"])
    put("entry-jump", parts["entry-jump"])
    if (isWritten() && answer.editable) {
      put("entry-ready", parts["entry-ready"])
      put("entry-missing", parts["entry-missing"])
      putMark(ready)
      if (wasReady && !ready) announce(gettext("The mark “ready” is gone: the entry has been changed."))
    } else {
      put("entry-moves", parts["entry-moves"], keepVersion)
      put("entry-standing", parts["entry-standing"], keepVersion)
    }
    wasReady = ready
  }

  async function ask() {
    isAsked = false
    /** @type {Answer.Reply<Answer.Following>} */
    const { status, answer } = await get(place.standing)
    if (status === 200 && answer) show(answer) // otherwise the next save or heartbeat brings it
  }

  /** Asks now; once more where something has happened while the answer was under way. */
  function follow() {
    isAsked = true
    inFlight ??= (async () => {
      while (isAsked) await ask()
    })().finally(() => { inFlight = null })
    return inFlight
  }

  document.addEventListener("entry:saved", follow)
  /** @type {string | undefined} */
  let comments
  return {
    hear(answer) {
      const { version: number, state, ready = false } = answer
      if (known !== nameOf({ version: number, state, ready })) follow()
    },
    /** Whether there are others than when this was asked before. */
    hasNewComments(answer) {
      const before = comments
      comments = answer.comments
      return before !== undefined && before !== comments
    },
  }
}
