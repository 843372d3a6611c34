// Signing out takes the unsaved texts of the account out of this browser, and asks first when there are any.
// A page with unsaved text is heard before: it listens to "signing-out" and gives a promise to `detail.waitUntil`.
import { openDialog, thisMoment } from "nap-tracker/base/attention"
import { signal } from "nap-tracker/base/signal"
import { gettext } from "nap-tracker/base/words"
import { copiesOfAccount } from "nap-tracker/writing/local-copy"

/** @type {HTMLDialogElement} */
const dialog = document.getElementById("sign-out-dialog")
const words = dialog.querySelector("[data-labels]")

/** @param {HTMLFormElement} form */
const isSignOut = (form) => form.matches("form[action$='/accounts/logout/']")

/** @param {HTMLButtonElement | null} submitter */
const endsAll = (submitter) => submitter?.name === "end" && submitter.value === "all"

async function unsaved() {
  /** @type {Promise<boolean>[]} */
  const promises = []
  /** @type {DocumentEventMap["signing-out"]} */
  const event = new CustomEvent("signing-out", { detail: { waitUntil: (promise) => promises.push(promise) } })
  document.dispatchEvent(event)
  const answers = await Promise.all(promises)
  return answers.includes(false)
}

/**
 * Whether the person wants to sign out although something would be lost.
 * @param {string[]} labels
 * @returns {Promise<boolean>}
 */
function ask(labels) {
  words.textContent = labels.join(", ")
  words.hidden = !labels.length
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "leave"), { once: true })
    dialog.returnValue = ""
    openDialog(dialog)
  })
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement | null} submitter
 */
async function signOut(form, submitter) {
  const asked = thisMoment()
  const isUnsaved = await unsaved()
  let copies = null
  try {
    copies = await copiesOfAccount(dialog.dataset.keyAddress)
  } catch (error) {
    // Without storage or network there is nothing to be found here; signing out must go on.
    if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error
  }
  if (!asked.isStill()) {
    signal(gettext("You went on writing, so you are still signed in. To sign out, press once more."))
    return
  }
  if ((isUnsaved || copies) && !(await ask(copies?.labels ?? []))) return
  document.dispatchEvent(new CustomEvent("signing-out-anyway"))
  await copies?.remove()
  form.dataset.mayLeave = "yes"
  form.requestSubmit(submitter)
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target)
  const submitter = /** @type {HTMLButtonElement | null} */ (event.submitter)
  if (!(isSignOut(form) || endsAll(submitter)) || form.dataset.mayLeave) return
  event.preventDefault()
  event.stopPropagation()
  signOut(form, submitter)
}, { capture: true })
