// First on a page with an editor, and no module: it runs where a module has not loaded, hangs or is broken, and then shows the
// plain field at once, says so, and leaves the text to the button "Save".
{
  const PATIENCE_MS = 8_000
  const BROKEN_MS = 2_000
  const CONFIGURATION = "data-django-prose-editor-configurable"
  const FIELD = `.editor textarea[name="narrative"]`

  /** @type {string | null} */
  let configuration = null // the library starts no editor in a field that has none
  let isPlain = false
  let isTouched = false
  let isBroken = false
  let isSent = false

  /** @returns {HTMLTextAreaElement | null} */
  const findField = () => document.querySelector(FIELD)

  /**
   * @param {HTMLTextAreaElement | null} field
   * @param {EventTarget | null} node may stand beside the form and name it
   */
  const isOfForm = (field, node) =>
    field !== null && (field.form.contains(/** @type {Node} */ (node)) || /** @type {HTMLInputElement} */ (node)?.form === field.form)

  function showField() {
    const field = findField()
    if (!field || isPlain || field.form.dataset.ready) return
    isPlain = true
    configuration = field.getAttribute(CONFIGURATION)
    field.removeAttribute(CONFIGURATION)
    leaveEditor(field)
    field.closest(".editor").classList.add("is-plain")
    for (const notice of document.querySelectorAll("[data-without-editor]")) notice.removeAttribute("hidden")
    isTouched ||= isOfForm(field, document.activeElement)
  }

  /** @param {HTMLTextAreaElement} field the library's own editor may stand around it, without our rules and our saving */
  function leaveEditor(field) {
    /** @type {HTMLElement & {editor?: {destroy(): void}} | null} */
    const surface = field.closest(".prose-editor")?.querySelector(".ProseMirror")
    if (!surface?.editor) return
    const hadFocus = surface.contains(document.activeElement)
    // The last editor takes the page's own element of its style with it; the next would add one, which the policy forbids.
    const style = document.querySelector("style[data-tiptap-style]")
    surface.editor.destroy()
    if (style) document.head.append(style)
    if (hadFocus) field.focus()
  }

  /** Everything is there after all, and nobody has begun to write in the plain field. */
  function hideField() {
    isPlain = false
    const field = findField()
    field.setAttribute(CONFIGURATION, configuration)
    field.closest(".editor").classList.remove("is-plain")
    for (const notice of document.querySelectorAll("[data-without-editor]")) notice.setAttribute("hidden", "")
  }

  /** @param {() => void} act is done now, or when everything has been read and every module had its turn */
  function whenRead(act) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act, { once: true })
    else act()
  }

  let patience = setTimeout(showField, PATIENCE_MS)
  // Errors of what a page loads do not bubble; they are heard on their way down. A module whose own imports are missing
  // is told of as missing itself, so the one that starts the editor speaks for all that it needs.
  window.addEventListener("error", ({ target }) => {
    if (target instanceof HTMLScriptElement && "startsEditor" in target.dataset) {
      isBroken = true
      showField() // it may be there already
      whenRead(showField)
    } else if (target === window) {
      whenRead(() => setTimeout(showField, BROKEN_MS)) // something broke while it ran, the editor perhaps
    }
  }, true)
  document.addEventListener("prose-editor:ready", () => { if (isPlain) leaveEditor(findField()) })
  // Asked by the module that starts the editor; it may come after the patience was over.
  document.addEventListener("editor:starts", (event) => {
    if (isPlain && (isTouched || isBroken)) event.preventDefault()
    else if (isPlain) hideField()
    clearTimeout(patience)
    patience = setTimeout(showField, PATIENCE_MS)
  })
  for (const kind of ["input", "focusin"]) {
    document.addEventListener(kind, ({ target }) => {
      if (isPlain) isTouched ||= isOfForm(findField(), target)
    }, true)
  }
  document.addEventListener("submit", (event) => { isSent = event.target === findField()?.form })
  window.addEventListener("beforeunload", (event) => {
    const field = findField()
    if (isPlain && !isSent && field && field.value !== field.defaultValue) event.preventDefault()
  })
}
