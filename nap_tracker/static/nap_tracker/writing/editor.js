// The editor of a narrative, on the entry page and on that of an editorial version.
import { createEditor } from "django-prose-editor/configurable"
import { lead } from "nap-tracker/base/attention"
import { watchLinkDialogs } from "nap-tracker/writing/links"
import { pasteProps } from "nap-tracker/writing/paste"
import { keepInSight, sightProps } from "nap-tracker/writing/sight"
import { showTableTools } from "nap-tracker/writing/table-tools"
import { dressToolbar } from "nap-tracker/writing/toolbar"
import { showWaysOut } from "nap-tracker/writing/ways-out"

/**
 * Whether the editor may take the place of the plain field: not where watch.js has shown it and somebody writes in it.
 * @param {HTMLFormElement} form
 */
export const mayStart = (form) => form.dispatchEvent(new Event("editor:starts", { bubbles: true, cancelable: true }))

/**
 * Calls `use` with the Tiptap editor of the textarea once it stands there, named, with its toolbar and rules for pasting.
 * @param {HTMLTextAreaElement} textarea
 * @param {(editor: Writing.Editor) => void} use
 */
export function startEditor(textarea, use) {
  watchLinkDialogs()
  /** @param {Writing.Editor} editor */
  const dress = (editor) => {
    nameSurface(editor)
    editor.view.setProps({ ...pasteProps(editor), ...sightProps(editor), ...showWaysOut(editor) })
    keepInSight(editor)
    dressToolbar(editor)
    showTableTools(editor)
    use(editor)
  }
  /** @param {Writing.Editor} editor */
  const take = (editor) => {
    if (editor.isInitialized) dress(editor)
    else editor.on("create", () => dress(editor))
  }
  /** @type {HTMLElement & {editor?: Writing.Editor}} */
  const surface = textarea.closest(".prose-editor")?.querySelector(".ProseMirror")
  if (surface?.editor) {
    take(surface.editor)
    return
  }
  /** @param {CustomEvent<{editor: Writing.Editor}>} event */
  const hear = (event) => take(event.detail.editor)
  textarea.addEventListener("prose-editor:ready", /** @type {EventListener} */ (hear), { once: true })
  createEditor(textarea) // the same promise as the widget's own start, where that is still under way
}

/** @param {Writing.Editor} editor */
function nameSurface(editor) {
  const surface = editor.view.dom
  surface.classList.add("narrative")
  surface.setAttribute("role", "textbox")
  surface.setAttribute("aria-multiline", "true")
  surface.setAttribute("spellcheck", String(surface.parentElement.spellcheck)) // the editor's own "false" gives way to the person's choice
  surface.setAttribute("aria-labelledby", "narrative-label")
  // The label's own field is hidden behind the editor: the label leads to what is seen.
  document.getElementById("narrative-label").addEventListener("click", () => lead(editor.view))
  const problem = document.querySelector('a[href="#id_narrative"]')
  problem?.addEventListener("click", (event) => {
    event.preventDefault()
    lead(editor.view)
  })
}
