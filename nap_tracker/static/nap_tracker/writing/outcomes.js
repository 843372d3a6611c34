// What the server's answers to a save change on the page.
import { askToSignIn } from "nap-tracker/account/sign-in-again"
import { smallButton } from "nap-tracker/base/buttons"
import { gettext } from "nap-tracker/base/words"
import { copyText, makeReadOnly, putContent } from "nap-tracker/writing/content"
import { chooseBetween } from "nap-tracker/writing/merge"

/**
 * Puts a notice above the text and the caret on it.
 * @param {string} html
 * @param {{hasFocus?: boolean}} [options]
 */
export function showNotice(html, { hasFocus = true } = {}) {
  const place = document.getElementById("entry-notices")
  place.innerHTML = html
  if (hasFocus) place.querySelector("#problem")?.focus()
}

/**
 * @param {string} title
 * @param {string} text
 */
function notice(title, text) {
  const section = document.createElement("section")
  section.className = "notice is-error"
  section.id = "problem"
  section.tabIndex = -1
  section.setAttribute("aria-labelledby", "problem-title")
  const heading = document.createElement("h2")
  heading.id = "problem-title"
  heading.textContent = title
  const paragraph = document.createElement("p")
  paragraph.textContent = text
  section.append(heading, paragraph)
  return section
}

/** @param {EntryForm} form */
function copyButton(form) {
  const button = smallButton(gettext("Copy the text"), () => {
    if (copyText(form)) button.textContent = gettext("The text is copied")
  })
  return button
}

/**
 * Says at each field what is wrong with it.
 * @param {EntryForm} form
 * @param {Record<string, string>} errors sentences by the names of fields
 */
function markErrors(form, errors) {
  for (const old of form.querySelectorAll("[data-script-error]")) old.remove()
  for (const field of form.querySelectorAll("[data-marked]")) {
    field.removeAttribute("aria-invalid")
    field.setAttribute("aria-describedby", field.dataset.marked)
    if (!field.dataset.marked) field.removeAttribute("aria-describedby")
    delete field.dataset.marked
  }
  for (const [name, sentence] of Object.entries(errors)) {
    const found = form.elements.namedItem(name)
    const first = /** @type {HTMLElement | null} */ (found instanceof RadioNodeList ? found[0] : found)
    const field = name === "narrative" ? form.querySelector(".ProseMirror") ?? first : first
    if (!field) continue
    const line = document.createElement("p")
    line.className = "errorlist"
    line.id = `problem-${name}`
    line.dataset.scriptError = ""
    line.textContent = sentence
    field.dataset.marked = field.getAttribute("aria-describedby") ?? ""
    field.setAttribute("aria-describedby", `${field.dataset.marked} ${line.id}`.trim())
    field.setAttribute("aria-invalid", "true")
    if (name === "narrative") field.closest(".editor").after(line)
    else (field.closest("td, .field, .pills, fieldset") ?? field.parentElement).append(line)
  }
}

/** @param {Answer.Standing} answer */
const figureErrors = (answer) =>
  Object.fromEntries(Object.entries(answer.figure_errors ?? {}).map(([key, text]) => [`figure-${key}`, text]))

/**
 * The entry has been moved on, and nothing was typed here: `html` says who did it.
 * @param {EntryForm} form
 * @param {Writing.SaveBar} bar
 * @param {Answer.Presence} answer
 * @param {Writing.Saver} saver
 */
export function showMoved(form, bar, { html }, saver) {
  saver.stop("late")
  makeReadOnly(form)
  bar.readOnly()
  showNotice(html)
}

/**
 * Gives the function that `startAutosave` tells of each answer.
 * @param {EntryForm} form
 * @param {Writing.SaveBar} bar
 * @returns {Writing.React}
 */
export function outcomesOf(form, bar) {
  let isChoosing = false

  /**
   * @param {Answer.Conflict} answer
   * @param {Writing.Sender} saver
   */
  async function choose(answer, saver) {
    isChoosing = true
    const content = await chooseBetween(answer.html, answer.values)
    isChoosing = false
    if (content === null) return
    putContent(form, content)
    bar.note("")
    saver.settle(answer.version, answer.side)
  }

  /** @type {Writing.Reactions} */
  const reactions = {
    saved(answer) {
      markErrors(form, figureErrors(answer))
      document.getElementById("entry-notices").replaceChildren() // what they told is settled: the text is saved now
      bar.note("")
    },
    merged(answer, saver) {
      reactions.saved(answer)
      if (saver.isNewer) return
      putContent(form, answer.content)
      bar.note(answer.message)
    },
    conflict(answer, saver) {
      bar.fail("choice", { text: gettext("Choose"), act: () => saver.resume() })
      if (!saver.isNewer && !isChoosing) choose(answer, saver)
    },
    late(answer) {
      makeReadOnly(form)
      bar.readOnly()
      showNotice(answer.html)
      document.querySelector("#problem [data-for-copy]")?.append(copyButton(form))
    },
    invalid(answer) {
      bar.fail("invalid")
      markErrors(form, answer.errors)
    },
    other_writer(answer, saver) {
      bar.fail("other-writer", { text: gettext("Save again"), act: () => saver.resume() })
      const section = notice(gettext("Not saved: somebody else has signed in in this browser"), answer.message)
      section.append(copyButton(form))
      document.getElementById("entry-notices").replaceChildren(section)
    },
    async signed_out(_answer, saver) {
      bar.fail("signed-out", { text: gettext("Sign in"), act: () => saver.resume() })
      if (await askToSignIn()) saver.resume()
    },
    gone() {
      makeReadOnly(form)
      bar.fail("refused")
      const section = notice(
        gettext("Your text could not be saved"),
        gettext("Your account or its right to write here is gone. The text stays on this page: copy it and turn to your administrator."),
      )
      section.append(copyButton(form))
      document.getElementById("entry-notices").replaceChildren(section)
      section.focus()
    },
  }
  return (kind, answer, saver) => {
    const react = /** @type {(answer: Answer.Save | null, saver: Writing.Sender) => void} */ (reactions[kind])
    react(answer, saver)
  }
}
