// The other forms of the page: the text is saved before they are sent, and none is sent twice.
import { askToSignIn } from "nap-tracker/account/sign-in-again"
import { leadIfStill, thisMoment } from "nap-tracker/base/attention"
import { isPlainClick } from "nap-tracker/base/keys"
import { get } from "nap-tracker/base/request"
import { sendOnce } from "nap-tracker/base/send-once"
import { signal } from "nap-tracker/base/signal"
import { gettext } from "nap-tracker/base/words"

const SLOW_MS = 700 // so long nobody wonders why a button does nothing

/**
 * Whether the session lives; where it has ended, the password is asked for in place, so that what was typed stays: at once,
 * unless the person has gone on typing.
 * @param {import("nap-tracker/base/attention").Moment} asked
 */
async function isSignedIn(asked) {
  const address = document.getElementById("entry-page")?.dataset.localKey
  if (!address) return true
  const { status } = await get(address, { isInBackground: false })
  if (status === 0 || status >= 500) {
    signal(gettext("Not sent: the server does not answer. Press the button again when the connection is back."))
    return false
  }
  if (status !== 401) return true
  if (asked.isStill()) return askToSignIn()
  signal(gettext("Not sent: the session has ended"), { text: gettext("Sign in"), act: () => askToSignIn({ isOwn: true }) })
  return false
}

/**
 * Says that the button has done nothing yet, and why.
 * @param {() => void} again
 */
function sayWhy(again) {
  const reason = document.querySelector("#save-state p")?.firstChild?.textContent ?? ""
  signal(`${gettext("Not sent yet.")} ${reason}`, { text: gettext("Try again"), act: again })
}

/**
 * Lets forms be sent once, and those marked `data-flush` only when the text is on the server.
 * @param {Pick<Writing.Saver, "flush" | "isDirty"> | null} saver null: a page that only reads
 */
export function guardForms(saver) {
  /** @type {WeakSet<HTMLElement>} */
  const waiting = new WeakSet()
  let isFlushed = false // a form that is sent at this moment has its text on the server

  /**
   * @param {HTMLElement} target
   * @param {() => void} go
   */
  async function saveFirst(target, go) {
    if (waiting.has(target)) return // pressed twice: the first press goes on
    waiting.add(target)
    const asked = thisMoment()
    const slow = setTimeout(() => signal(gettext("One moment: this is done as soon as the text is saved.")), SLOW_MS)
    const isSaved = saver ? await saver.flush({ isAsked: true }) : await isSignedIn(asked)
    clearTimeout(slow)
    // In a task of its own: a form cannot be sent again while its own submit event is still running.
    await new Promise((resolve) => { setTimeout(resolve) })
    waiting.delete(target)
    if (isSaved) {
      isFlushed = true
      go()
      isFlushed = false // for this once: what is typed before the next press is saved first too
    } else {
      if (saver) sayWhy(() => saveFirst(target, go))
      leadIfStill(asked, document.querySelector("[aria-invalid=true], #save-state button"))
    }
  }

  document.addEventListener("submit", (event) => {
    const { submitter } = event
    const form = /** @type {HTMLFormElement} */ (event.target)
    if (event.defaultPrevented || !form.hasAttribute("data-flush") || isFlushed) return
    event.preventDefault()
    saveFirst(form, () => form.requestSubmit(submitter))
  })
  sendOnce("form:not([method=dialog], [data-in-place])")
  document.addEventListener("click", (event) => {
    /** @type {HTMLAnchorElement} */
    const link = /** @type {HTMLElement} */ (event.target).closest?.("a[data-flush]")
    if (!saver?.isDirty() || !link || !isPlainClick(event)) return
    event.preventDefault()
    saveFirst(link, () => location.assign(link.href))
  })
}
