// What the server's answers to a save change on the page.
import { askToSignIn } from "nap-tracker/account/sign-in-again"
import { lead, refill, thisMoment } from "nap-tracker/base/attention"
import { smallButton } from "nap-tracker/base/buttons"
import { unfoldAround } from "nap-tracker/base/folds"
import { gettext } from "nap-tracker/base/words"
import { closeWhenLeft, copyText, putContent, stayOpen } from "nap-tracker/writing/content"
import { chooseBetween } from "nap-tracker/writing/merge"

/**
 * Puts a notice above the text.
 * @param {string | Node} told HTML or an element, "" for none
 * @param {() => void} [then]
 */
export function showNotice(told, then = () => {}) {
  const place = document.getElementById("entry-notices")
  refill(place, () => {
    if (typeof told === "string") place.innerHTML = told
    else place.replaceChildren(told)
    then()
  })
}

/** What the bar offers while a notice stands above: the way to it. */
const toNotice = () => ({
  text: gettext("What happened"),
  act: () => lead(document.getElementById("problem")),
})

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
  for (const old of document.querySelectorAll("[data-script-error]")) old.remove()
  for (const field of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-marked]"))) {
    field.removeAttribute("aria-invalid")
    field.setAttribute("aria-describedby", field.dataset.marked)
    if (!field.dataset.marked) field.removeAttribute("aria-describedby")
    delete field.dataset.marked
  }
  for (const [name, sentence] of Object.entries(errors)) {
    const found = form.elements.namedItem(name)
    const first = /** @type {HTMLElement | null} */ (found instanceof RadioNodeList ? found[0] : found)
    const field = name === "narrative" ? form.querySelector(".ProseMirror") ?? first : first
    if (!field || /** @type {HTMLInputElement} */ (field).type === "hidden") continue
    const line = document.createElement("p")
    line.className = "errorlist"
    line.id = `problem-${name}`
    line.dataset.scriptError = ""
    line.textContent = sentence
    field.dataset.marked = field.getAttribute("aria-describedby") ?? ""
    field.setAttribute("aria-describedby", `${field.dataset.marked} ${line.id}`.trim())
    field.setAttribute("aria-invalid", "true")
    unfoldAround(field)
    if (name === "narrative") field.closest(".editor").after(line)
    else (field.closest("td, .field, .ticks, fieldset") ?? field.parentElement).append(line)
  }
}

/**
 * What is said of a text, which may be long, and of fields that are not shown.
 * @param {EntryForm} form
 * @param {Record<string, string>} errors
 */
function outOfSight(form, errors) {
  return Object.keys(errors).filter((name) => {
    const field = form.elements.namedItem(name)
    return name === "narrative" || !field || (field instanceof HTMLInputElement && field.type === "hidden")
  }).map((name) => errors[name])
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
  showNotice(html)
  bar.readOnly(toNotice())
  // Who has the caret in the text may type on: that is kept beside the entry.
  closeWhenLeft(form, () => saver.stop("late"))
}

/**
 * Gives the function that `startAutosave` tells of each answer.
 * @param {EntryForm} form
 * @param {Writing.SaveBar} bar
 * @returns {Writing.React}
 */
export function outcomesOf(form, bar) {
  let isChoosing = false
  /** @type {import("nap-tracker/base/attention").Moment | null} */
  let asked = null // when the person has asked for the choice

  /**
   * @param {Answer.Conflict} answer
   * @param {Writing.Sender} saver
   */
  async function choose(answer, saver) {
    isChoosing = true
    const content = await chooseBetween(answer.html, answer.values)
    isChoosing = false
    if (content === null) return
    if (!putContent(form, content)) {
      // Both texts wait still, beside their button; a save now would take the page's for the choice.
      bar.note(gettext("Your choice was not put into the text, because something was just being typed there. Nothing is lost: press “Choose” again."))
      return
    }
    bar.note("")
    if (!content.isToEdit) {
      saver.settle(answer.version, answer.side)
      return
    }
    saver.settle(answer.version, answer.side, { isHeld: true })
    bar.fail("look", { text: gettext("Save"), act: () => saver.resume() })
  }

  /** The server has taken what it refused before, beside the entry at least. */
  const withdrawRefusal = () => bar.note("", null, "refusal")

  /** @type {Writing.Reactions} */
  const reactions = {
    saved(answer) {
      markErrors(form, figureErrors(answer))
      showNotice("") // what it told is settled: the text is saved now
      stayOpen()
      bar.note("")
      withdrawRefusal()
    },
    merged(answer, saver) {
      reactions.saved(answer)
      if (saver.isTaken) bar.note(answer.message)
    },
    conflict(answer, saver) {
      withdrawRefusal()
      bar.fail("choice", {
        text: gettext("Choose"),
        act: () => {
          asked = thisMoment()
          saver.resume() // the choice is to be about what stands here now
        },
      })
      const isWanted = asked?.isStill() && !saver.isNewer
      asked = null
      if (isWanted && !isChoosing) choose(answer, saver)
    },
    late(answer) {
      withdrawRefusal()
      bar.beside(toNotice())
      showNotice(answer.html, () => document.querySelector("#problem [data-for-copy]")?.append(copyButton(form)))
      closeWhenLeft(form, () => bar.readOnly(toNotice()))
    },
    invalid(answer) {
      bar.fail("invalid")
      markErrors(form, answer.errors)
      bar.note(outOfSight(form, answer.errors).join(" "), null, "refusal") // the bar is always in sight
    },
    other_writer(answer, saver) {
      bar.fail("other-writer", { text: gettext("Save again"), act: () => saver.resume() })
      const section = notice(gettext("Not saved: someone else has signed in to this browser"), answer.message)
      section.append(copyButton(form))
      showNotice(section)
    },
    signed_out(_answer, saver) {
      bar.fail("signed-out", {
        text: gettext("Sign in"),
        act: async () => {
          if (await askToSignIn({ isOwn: true })) saver.resume()
        },
      })
    },
    gone() {
      bar.fail("refused", toNotice())
      const section = notice(
        gettext("Your text could not be saved"),
        gettext("Your account or its right to write here is gone. The text stays on this page: copy it and contact your administrator."),
      )
      section.append(copyButton(form))
      showNotice(section)
      closeWhenLeft(form)
    },
  }
  return (kind, answer, saver) => {
    const react = /** @type {(answer: Answer.Save | null, saver: Writing.Sender) => void} */ (reactions[kind])
    react(answer, saver)
  }
}
