// The page of an editorial version: the editor with its toolbar, the difference while one writes, nothing left unsaved.
import { guardLeaving } from "nap-tracker/base/leaving"
import { post } from "nap-tracker/base/request"
import { gettext } from "nap-tracker/base/words"
import { mayStart, startEditor } from "nap-tracker/writing/editor"
import { guardForms } from "nap-tracker/writing/flush"

const PAUSE_MS = 700

/** @typedef {HTMLFormElement & {elements: {narrative: HTMLTextAreaElement, note: HTMLTextAreaElement}}} EditorialForm */

/**
 * Shows what the wording in the editor changes in the agency's text, a moment after the last key.
 * @param {EditorialForm} form
 * @param {Writing.Editor} editor
 */
function followDifference(form, editor) {
  const place = document.getElementById("live-difference")
  const sheet = place.querySelector(".difference")
  /** @type {ReturnType<typeof setTimeout>} */
  let timer
  let asked = 0

  async function compare() {
    asked += 1
    const turn = asked
    const narrative = editor.getHTML()
    const { status, html } = await post(form.dataset.difference, { narrative })
    if (turn !== asked) return // something was typed meanwhile
    if (status !== 200 && status !== 204) return // what stands there stays; saving says what is wrong
    const found = new DOMParser().parseFromString(html, "text/html").querySelector(".difference")
    sheet.replaceChildren(...(found ? found.childNodes : []))
    if (!found) sheet.textContent = gettext("No word differs from the agency's text.")
    place.hidden = false
    place.dataset.turn = String(turn)
  }

  editor.on("update", () => {
    clearTimeout(timer)
    timer = setTimeout(compare, PAUSE_MS)
  })
}

guardForms(null)
/** @type {EditorialForm} */
const form = document.getElementById("editorial-form")
if (form && mayStart(form)) {
  startEditor(form.elements.narrative, (editor) => {
    followDifference(form, editor)
    const begun = editor.getHTML()
    const note = form.elements.note.value
    const wasRefused = "unsaved" in form.dataset
    guardLeaving(() => wasRefused || editor.getHTML() !== begun || form.elements.note.value !== note)
    form.dataset.ready = "yes"
  })
}
