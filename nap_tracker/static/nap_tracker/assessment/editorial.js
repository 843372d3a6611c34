// The page of an editorial version: the editor with its toolbar, the difference while one writes, nothing left unsaved.
import { createEditor } from "django-prose-editor/configurable"
import { post } from "nap-tracker/base/request"
import { gettext } from "nap-tracker/base/words"
import { guardForms } from "nap-tracker/writing/flush"
import { pasteProps } from "nap-tracker/writing/paste"
import { dressToolbar } from "nap-tracker/writing/toolbar"

const PAUSE_MS = 700

/** Calls `use` with the Tiptap editor of the textarea once it stands there with its toolbar. */
function whenReady(textarea, use) {
  const take = (editor) => {
    if (editor.isInitialized) use(editor)
    else editor.on("create", () => use(editor))
  }
  const surface = textarea.closest(".prose-editor")?.querySelector(".ProseMirror")
  if (surface?.editor) {
    take(surface.editor)
    return
  }
  textarea.addEventListener("prose-editor:ready", (event) => take(event.detail.editor), { once: true })
  createEditor(textarea) // the same promise as the widget's own start, where that is still under way
}

function nameSurface(editor) {
  const surface = editor.view.dom
  surface.classList.add("narrative")
  surface.setAttribute("role", "textbox")
  surface.setAttribute("aria-multiline", "true")
  surface.setAttribute("aria-labelledby", "narrative-label")
  document.getElementById("narrative-label").addEventListener("click", () => editor.commands.focus())
}

/** Shows what the wording in the editor changes in the agency's text, a moment after the last key. */
function followDifference(form, editor) {
  const place = document.getElementById("live-difference")
  const sheet = place.querySelector(".difference")
  let timer = 0
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
    place.dataset.turn = turn
  }

  editor.on("update", () => {
    clearTimeout(timer)
    timer = setTimeout(compare, PAUSE_MS)
  })
}

/** Asks before the page is left with something that is not sent. */
function guardLeaving(form, isChanged) {
  let isSent = false
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) isSent = true
  })
  window.addEventListener("pageshow", () => { isSent = false })
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && isChanged()) event.preventDefault()
  })
  form.dataset.ready = "yes"
}

guardForms(null)
const form = document.getElementById("editorial-form")
if (form) {
  whenReady(form.elements.narrative, (editor) => {
    nameSurface(editor)
    editor.view.setProps(pasteProps(editor))
    dressToolbar(editor)
    followDifference(form, editor)
    const begun = editor.getHTML()
    const note = form.elements.note.value
    const wasRefused = "unsaved" in form.dataset
    guardLeaving(form, () => wasRefused || editor.getHTML() !== begun || form.elements.note.value !== note)
  })
}
