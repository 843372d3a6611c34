// The entry page: puts the editor, its toolbar, the keys and the saving together, again after each exchange of the page.
import { createEditor } from "django-prose-editor/configurable"
import { announce } from "nap-tracker/announce"
import { listenForKeys } from "nap-tracker/keys"
import { plainMarkup } from "nap-tracker/paste"
import { watchForm } from "nap-tracker/save"
import { dressToolbar } from "nap-tracker/toolbar"

const gettext = window.gettext ?? ((text) => text)
const WORD = /\S*[\p{L}\p{N}_]\S*/gu // as the server counts: plans/narrative.py

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
  // The label's own field is hidden behind the editor: the label leads to what is seen.
  document.getElementById("narrative-label").addEventListener("click", () => editor.commands.focus())
  const problem = document.querySelector('a[href="#id_narrative"]')
  problem?.addEventListener("click", (event) => {
    event.preventDefault()
    editor.commands.focus()
  })
}

function countWords(editor) {
  const place = document.querySelector("[data-words]")
  const count = () => {
    const text = editor.getText({ blockSeparator: "\n" })
    document.querySelector("[data-words]").textContent = text.match(WORD)?.length ?? 0
  }
  if (place) editor.on("update", count)
  return count
}

function offerLastYear(editor) {
  const button = document.querySelector("[data-take-last-year]")
  const source = document.getElementById("last-year-text")
  if (!button || !source) return
  button.hidden = false
  button.addEventListener("click", () => {
    if (editor.isEmpty) editor.chain().setContent(source.innerHTML, { emitUpdate: true }).focus("end").run()
    else editor.chain().insertContentAt(editor.state.doc.content.size, source.innerHTML).focus("end").run()
    announce(gettext("Last year's text has been added at the end. Ctrl+Z takes it away."))
  })
}

function start() {
  const form = document.getElementById("entry-form")
  if (!form || form.dataset.started) return
  form.dataset.started = "yes"
  const saving = watchForm(form)
  listenForKeys(form)
  document.getElementById("problem")?.focus()
  whenReady(form.elements.narrative, (editor) => {
    nameSurface(editor)
    editor.view.setProps({ transformPastedHTML: plainMarkup })
    dressToolbar(editor)
    saving.count = countWords(editor)
    offerLastYear(editor)
    form.dataset.ready = "yes"
  })
}

document.addEventListener("htmx:afterSettle", start)
start()
