// Last year's text: copied into the editor as a whole, or one paragraph, list item or table at a time.
import { createDocument } from "django-prose-editor/editor"
import { announce } from "nap-tracker/base/announce"
import { lead } from "nap-tracker/base/attention"
import { gettext, interpolate } from "nap-tracker/base/words"

const NAMED_BY = 40 // characters of a paragraph that name its button

/**
 * Puts the buttons at last year's text; what they copy goes where the caret was, otherwise to the end.
 * @param {Writing.Editor} editor
 */
export function startLastYear(editor) {
  const source = document.getElementById("last-year-narrative")
  if (!source || source.dataset.started) return
  source.dataset.started = "yes"
  const whole = source.innerHTML // before the buttons stand in it
  let hasCaret = editor.isFocused
  editor.on("focus", () => { hasCaret = true })

  /**
   * @param {string} html
   * @param {string} message
   */
  const copy = (html, message) => {
    if (!editor.isEditable) {
      announce(gettext("The text can no longer be changed."))
      return
    }
    insert(editor, html, hasCaret)
    announce(message)
  }

  const all = document.querySelector("[data-copy-last-year]")
  if (all) {
    all.hidden = false
    all.addEventListener("click", () => {
      hasCaret = false // the whole text goes to the end
      copy(whole, gettext("Last year's text has been added at the end. Ctrl+Z undoes this."))
    })
  }
  for (const { html, place, text } of pieces(source)) {
    place.classList.add("piece")
    place.append(button(text, () => copy(html, gettext("The paragraph has been put into the text. Ctrl+Z undoes this."))))
  }
}

/**
 * Each paragraph, list item and table of the text: its HTML, and the element that takes its button.
 * @param {HTMLElement} source
 */
function pieces(source) {
  /** @type {{html: string, place: Element, text: string}[]} */
  const found = []
  for (const block of [...source.children]) {
    if (block.matches("ul, ol")) {
      const { start = 1 } = /** @type {HTMLOListElement} */ (block)
      ;[...block.children].forEach((item, index) => {
        const list = /** @type {HTMLOListElement} */ (block.cloneNode(false))
        if (block.matches("ol")) list.start = start + index
        list.append(item.cloneNode(true))
        // In the line of the item's words, where it takes no height of its own.
        const place = item.firstElementChild?.matches("p") ? item.firstElementChild : item
        found.push({ html: list.outerHTML, place, text: item.textContent })
      })
    } else if (block.matches("table")) {
      const html = block.outerHTML
      const text = [...block.querySelectorAll("th, td")].map((cell) => cell.textContent).join(" ")
      const place = document.createElement("div")
      block.replaceWith(place)
      place.append(block)
      found.push({ html, place, text })
    } else {
      found.push({ html: block.outerHTML, place: block, text: block.textContent })
    }
  }
  return found
}

/**
 * @param {string} text
 * @param {() => void} act
 */
function button(text, act) {
  const made = document.createElement("button")
  made.type = "button"
  made.className = "copy-piece"
  made.lang = document.documentElement.lang
  made.textContent = gettext("Copy")
  const beginning = text.trim().replace(/\s+/g, " ")
  const name = beginning.length > NAMED_BY ? `${beginning.slice(0, NAMED_BY)}…` : beginning
  made.setAttribute("aria-label", interpolate(gettext("Copy: %(beginning)s"), { beginning: name }))
  made.addEventListener("click", act)
  return made
}

/**
 * Inserts whole blocks after the one in which the caret stands, in one step that Ctrl+Z takes back. An empty paragraph
 * gives way to them; a list item joins a list of its kind.
 * @param {Writing.Editor} editor
 * @param {string} html
 * @param {boolean} hasCaret
 */
function insert(editor, html, hasCaret) {
  const { state } = editor
  const { selection } = state
  const inserted = createDocument(html, editor.schema).content
  const $at = hasCaret && selection.$from.depth > 0 ? selection.$from : null
  const block = $at ? $at.node(1) : state.doc.lastChild
  let to = $at ? $at.after(1) : state.doc.content.size
  let from = to
  let nodes = inserted
  if (block?.isTextblock && block.content.size === 0) {
    from = to - block.nodeSize
  } else if (block && inserted.childCount === 1 && isList(block) && block.type === inserted.firstChild.type) {
    nodes = inserted.firstChild.content
    from = to = $at && $at.depth > 1 ? $at.after(2) : to - 1
  }
  const change = state.tr.replaceWith(from, to, nodes)
  const Selection = /** @type {typeof import("prosemirror-state").Selection} */ (selection.constructor)
  const near = Selection.near(change.doc.resolve(from + nodes.size), -1)
  editor.view.dispatch(change.setSelection(near).scrollIntoView())
  lead(editor.view)
}

/** @param {import("prosemirror-model").Node} node */
const isList = (node) => ["bulletList", "orderedList"].includes(node.type.name)
