// The editor's buttons in the reader's language, and what they are told to those who do not see them.
import { gettext } from "nap-tracker/base/words"

/** @type {Record<string, string>} */
const NAMES = {
  bold: gettext("Bold"),
  italic: gettext("Italic"),
  bulletList: gettext("List"),
  orderedList: gettext("Numbered list"),
  link: gettext("Link"),
  unlink: gettext("Remove the link"),
  table: gettext("Table"),
  "history:undo": gettext("Undo"),
  "history:redo": gettext("Redo"),
}
const WORDED = ["bulletList", "orderedList", "link", "table"] // these carry their name in sight where there is room
const TOGGLES = ["bold", "italic", "bulletList", "orderedList", "link"]
/** @type {Record<string, string>} */
const ANSWERS = { Yes: gettext("Yes"), No: gettext("No") }

/** @param {HTMLElement} button */
function reflect(button) {
  button.setAttribute("aria-disabled", String(button.classList.contains("disabled")))
  if (TOGGLES.includes(button.dataset.name)) {
    button.setAttribute("aria-pressed", String(button.classList.contains("active")))
  }
}

/** @param {HTMLElement} button */
function dressButton(button) {
  const name = NAMES[button.dataset.name]
  if (!name) return
  button.textContent = ""
  button.title = name
  button.setAttribute("aria-label", name)
  button.classList.remove("material-icons")
  if (WORDED.includes(button.dataset.name)) button.dataset.word = name
  reflect(button)
}

/**
 * The choices of the editor's dialogs are English by themselves; their values must stay so.
 * @param {Node} node
 */
function translateChoices(node) {
  /** @type {Iterable<HTMLOptionElement>} */
  const options = /** @type {HTMLElement} */ (node).querySelectorAll?.("dialog option") ?? []
  for (const option of options) {
    const text = option.textContent
    option.value = text
    option.textContent = ANSWERS[text] ?? text
  }
}

/**
 * Names the toolbar's buttons and keeps their states told.
 * @param {Writing.Editor} editor
 */
export function dressToolbar(editor) {
  const box = editor.view.dom.closest(".prose-editor")
  const bar = box.querySelector(".prose-menubar")
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", gettext("Formatting"))
  for (const button of bar.querySelectorAll("button[data-name]")) dressButton(button)
  const count = document.getElementById("word-count")
  if (count) {
    count.lang = document.documentElement.lang // the text around it is Azerbaijani whatever the page speaks
    bar.append(count)
  }
  new MutationObserver((changes) => {
    for (const change of changes) {
      const target = /** @type {HTMLElement} */ (change.target)
      if (target.dataset.name) reflect(target)
    }
  }).observe(bar, { subtree: true, attributeFilter: ["class"] })
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) translateChoices(node)
  }).observe(box, { childList: true })
}
