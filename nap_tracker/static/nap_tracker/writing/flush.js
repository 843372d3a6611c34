// The other forms of the page: the text is saved before they are sent, and none is sent twice.
import { askToSignIn } from "nap-tracker/account/sign-in-again"
import { isPlainClick } from "nap-tracker/base/keys"
import { get } from "nap-tracker/base/request"
import { sendOnce } from "nap-tracker/base/send-once"

/** Whether the session lives; where it has ended, the password is asked for in place, so that what was typed stays. */
async function isSignedIn() {
  const address = document.getElementById("entry-page")?.dataset.localKey
  if (!address) return true
  const { status } = await get(address, { isInBackground: false })
  return status !== 401 || askToSignIn() // no network: the browser itself says so when the form is sent
}

/**
 * Lets forms be sent once, and those marked `data-flush` only when the text is on the server.
 * @param {Pick<Writing.Saver, "flush" | "isDirty"> | null} saver null: a page that only reads
 */
export function guardForms(saver) {
  /** @type {WeakSet<HTMLElement>} */
  const waiting = new WeakSet()

  /**
   * @param {HTMLElement} target
   * @param {() => void} go
   */
  async function saveFirst(target, go) {
    if (waiting.has(target)) return // pressed twice: the first press goes on
    waiting.add(target)
    const isSaved = saver ? await saver.flush({ isAsked: true }) : await isSignedIn()
    // In a task of its own: a form cannot be sent again while its own submit event is still running.
    await new Promise((resolve) => { setTimeout(resolve) })
    waiting.delete(target)
    if (isSaved) {
      target.dataset.flushed = "yes"
      go()
    } else {
      document.querySelector("[aria-invalid=true], #save-state button")?.focus()
    }
  }

  document.addEventListener("submit", (event) => {
    const { submitter } = event
    const form = /** @type {HTMLFormElement} */ (event.target)
    if (event.defaultPrevented || !form.hasAttribute("data-flush") || form.dataset.flushed) return
    event.preventDefault()
    saveFirst(form, () => form.requestSubmit(submitter))
  })
  sendOnce("form:not([method=dialog])")
  document.addEventListener("click", (event) => {
    /** @type {HTMLAnchorElement} */
    const link = /** @type {HTMLElement} */ (event.target).closest?.("a[data-flush]")
    if (!saver?.isDirty() || !link || !isPlainClick(event)) return
    event.preventDefault()
    saveFirst(link, () => location.assign(link.href))
  })
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return
    for (const form of document.querySelectorAll("form[data-flushed]")) delete form.dataset.flushed
  })
}
