// The forms of the evidence are sent behind the page's back: where the connection is lost on the way the page stays as it is, with
// the text and what was chosen. The server answers with the whole page; its part about the evidence takes the place of ours.
import { askToSignIn } from "nap-tracker/account/sign-in-again"
import { lead, refill, thisMoment } from "nap-tracker/base/attention"
import { sendForm } from "nap-tracker/base/request"
import { signal } from "nap-tracker/base/signal"
import { gettext } from "nap-tracker/base/words"
import { refusalOf } from "nap-tracker/writing/refusals"

const BEGIN = '<section class="evidence" id="evidence"' // as templates/plans/evidence/_evidence.html writes it
const END = "</section>"

/** @param {number} status */
function whyNot(status) {
  const refusal = refusalOf(status, "")
  if (refusal === "failed") {
    return gettext("The connection was lost. What you have chosen stays: send it again; what has arrived is not added twice.")
  }
  if (refusal === "too-large") return gettext("Too much was sent at once: choose fewer files.")
  return gettext("The server did not accept it. What you have chosen stays: send it again in a while.")
}

/**
 * @param {HTMLElement} section
 * @param {"info" | "error"} tone
 * @param {string} text
 */
export function tell(section, tone, text) {
  const line = document.createElement("li")
  line.className = `notice is-${tone}`
  line.textContent = text
  const list = document.createElement("ul")
  list.className = "evidence-told"
  list.append(line)
  section.querySelector("#problem")?.remove()
  section.querySelector("[data-evidence-told]")?.replaceChildren(list)
}

/**
 * The part about the evidence of a whole page. It is cut out before it is read: the styles of that page have a nonce of their
 * own, and the policy of this one would complain of them. No text that somebody wrote can hold a tag.
 * @param {string} html
 */
function evidenceOf(html) {
  const begin = html.indexOf(BEGIN)
  const end = html.indexOf(END, begin)
  if (begin < 0 || end < 0) return null
  return new DOMParser().parseFromString(html.slice(begin, end + END.length), "text/html").getElementById("evidence")
}

/**
 * Puts the evidence of an answer in the place of what stands here; files that were refused stay chosen.
 * @param {HTMLElement} section
 * @param {Element} shown
 * @param {boolean} isRefused
 */
function putInPlace(section, shown, isRefused) {
  /** @type {HTMLInputElement | null} */
  const before = isRefused ? section.querySelector("#evidence-files") : null
  section.replaceChildren(...shown.childNodes)
  /** @type {HTMLInputElement | null} */
  const field = section.querySelector("#evidence-files")
  if (field && before?.files.length) field.files = before.files
}

/**
 * @param {HTMLElement} section
 * @param {() => void} prepare what its forms need once they stand there
 */
export function sendInPlace(section, prepare) {
  let isSending = false
  const markForms = () => {
    for (const form of section.querySelectorAll("form")) form.setAttribute("data-in-place", "") // sent once by this module
    prepare()
  }

  /**
   * @param {string} html
   * @param {boolean} isRefused
   * @param {import("nap-tracker/base/attention").Moment} asked
   */
  function show(html, isRefused, asked) {
    const shown = evidenceOf(html)
    if (!shown) return false
    const isStill = asked.isStill()
    const fill = () => {
      putInPlace(section, shown, isRefused)
      markForms()
      if (isStill) lead(section.querySelector("#problem") ?? section.querySelector("summary"))
    }
    if (isStill) fill()
    else refill(section, fill) // somebody writes in one of its fields: once that is left
    return true
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   */
  async function send(form, submitter) {
    const asked = thisMoment()
    tell(section, "info", gettext("It is being sent. You can go on writing; leave the page open."))
    const { status, html } = await sendForm(form.getAttribute("action"), new FormData(form, submitter))
    if (status === 401) {
      const text = gettext("Not sent: the session has ended")
      tell(section, "error", text)
      signal(text, { text: gettext("Sign in"), act: () => askToSignIn({ isOwn: true }) })
    } else if (!html || !show(html, status !== 200, asked)) {
      tell(section, "error", whyNot(status))
    } else if (status === 200) {
      document.dispatchEvent(new Event("evidence:changed"))
    }
  }

  // On the window: after the listeners that save the text first.
  window.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target)
    if (event.defaultPrevented || !section.contains(form)) return
    event.preventDefault()
    if (isSending) return
    isSending = true
    form.setAttribute("aria-busy", "true")
    send(form, event.submitter).finally(() => {
      isSending = false
      form.removeAttribute("aria-busy")
    })
  })
  window.addEventListener("beforeunload", (event) => {
    if (isSending) event.preventDefault()
  })
  markForms()
}
