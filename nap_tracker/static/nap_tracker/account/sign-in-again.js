// The session is over, the page stays: a dialog asks for the password (and the second step) and signs in in place. It opens
// when it is asked for, never by itself.
import { getPasskey, passkeysWork } from "nap-tracker/account/passkeys"
import { leadIfStill, openDialog, thisMoment } from "nap-tracker/base/attention"
import { post } from "nap-tracker/base/request"
import { gettext } from "nap-tracker/base/words"

/** @type {Promise<boolean> | null} */
let open = null // the promise of the dialog that is open

/**
 * Opens the dialog of components/sign_in_again.html; callers who come while it is open share it.
 * Resolves to true once the person has signed in, to false when the dialog was closed without.
 * @param {{isOwn?: boolean}} [options] `isOwn`: the person has pressed the button for just this, and types the password next
 * @returns {Promise<boolean>}
 */
export function askToSignIn({ isOwn = false } = {}) {
  open ??= ask(isOwn).finally(() => { open = null })
  return open
}

/**
 * @param {boolean} isOwn
 * @returns {Promise<boolean>}
 */
function ask(isOwn) {
  /** @type {HTMLDialogElement} */
  const dialog = document.getElementById("sign-in-again")
  const form = dialog.querySelector("form")
  const password = /** @type {HTMLInputElement} */ (form.elements.namedItem("password"))
  const code = /** @type {HTMLInputElement} */ (form.elements.namedItem("code"))
  const codeField = dialog.querySelector("[data-code]")
  const passkeyButton = dialog.querySelector("[data-use-passkey]")
  const later = dialog.querySelector("[data-later]")
  const problem = document.getElementById("sign-in-again-problem")
  const listening = new AbortController()
  const { signal } = listening
  let signedIn = false
  /** @type {Answer.PasskeyOptions | null} */
  let passkeyOptions = null

  /**
   * @param {Answer.PasskeyOptions | null} options
   * @param {import("nap-tracker/base/attention").Moment} asked
   */
  function askForSecondStep(options, asked) {
    codeField.hidden = false
    leadIfStill(asked, code)
    passkeyOptions = options
    passkeyButton.hidden = !(options && passkeysWork())
  }

  /** @param {string} token */
  function finish(token) {
    /** @type {NodeListOf<HTMLInputElement>} */
    const fields = document.querySelectorAll("input[name=csrfmiddlewaretoken]")
    for (const field of fields) field.value = token
    signedIn = true
    dialog.close()
  }

  /** @param {{code?: string, credential?: string}} [more] */
  async function send(more = {}) {
    problem.textContent = ""
    const asked = thisMoment()
    const fields = { user: dialog.dataset.user, password: password.value, ...more }
    form.setAttribute("aria-busy", "true")
    /** @type {Answer.Reply<Answer.SignedIn>} */
    const { status, answer } = await post(dialog.dataset.address, fields)
    form.removeAttribute("aria-busy")
    if (!status) fail(gettext("No connection to the server. Try again in a moment; your text stays here."), asked)
    else if (answer?.ok) finish(answer.csrf)
    else if (answer?.second_factor) askForSecondStep(answer.passkey, asked)
    else fail(answer?.error ?? gettext("The server did not answer as it should. Copy your text, then open the page again."), asked)
  }

  /**
   * @param {string} sentence
   * @param {import("nap-tracker/base/attention").Moment} asked
   */
  function fail(sentence, asked) {
    problem.textContent = sentence
    if (!asked.isStill()) return
    const field = codeField.hidden ? password : code
    field.select()
    leadIfStill(asked, field)
  }

  async function usePasskey() {
    problem.textContent = ""
    const asked = thisMoment()
    try {
      await send({ credential: JSON.stringify(await getPasskey(passkeyOptions)) })
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
      fail(gettext("The passkey was not used. Try again, or choose another way."), asked)
    }
  }

  return new Promise((resolve) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      if (form.hasAttribute("aria-busy")) return
      send(codeField.hidden || !code.value ? {} : { code: code.value })
    }, { signal })
    passkeyButton.addEventListener("click", usePasskey, { signal })
    later.addEventListener("click", () => dialog.close(), { signal })
    dialog.addEventListener("close", () => {
      listening.abort()
      password.value = code.value = ""
      problem.textContent = ""
      codeField.hidden = passkeyButton.hidden = true
      resolve(signedIn)
    }, { signal })
    openDialog(dialog, isOwn ? password : null)
  })
}
