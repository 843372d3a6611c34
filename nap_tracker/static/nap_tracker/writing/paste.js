// What comes from the clipboard is stripped, then read into the blocks that a narrative may hold; the editor gets those and
// nothing else. What cannot be text – an image, a file – is said, never passed over in silence.
import { announce } from "nap-tracker/base/announce"
import { gettext } from "nap-tracker/base/words"
import { lineHTML, toHTML } from "nap-tracker/writing/paste/blocks"
import { Reader } from "nap-tracker/writing/paste/reader"
import { strip } from "nap-tracker/writing/paste/strip"
import { listFormats } from "nap-tracker/writing/paste/word"

const FROM_WORD = /\bmso-|class=["']?Mso|urn:schemas-microsoft-com:office/i
// What this editor itself writes to the clipboard. Its own copies are put in as they were taken out.
const OWN_TAGS = new Set("html head body meta p br strong em a ul ol li table colgroup col tbody tr th td".split(" "))
const FEEDS = /\r\n?|[\n\v\f\u0085\u2028\u2029]/ // a new line in Word's plain text is a vertical tab
const NUMBERED = /^\s*\d+[.)]\s/
const LETTERED = /^\s*[\p{L}\d]+[.)]\s/u
const WORD = /[\p{L}\p{N}]/u

/**
 * What is read of markup: what the editor gets, how many images are not in it, and whether tracked deletions or comments are
 * not in it.
 * @typedef {{html: string, images: number, removed: boolean, headings?: boolean, struck?: boolean, unlinked?: boolean}} Markup
 */

/**
 * @param {string} html
 * @returns {Markup}
 */
function readMarkup(html) {
  const { markup, names } = strip(html)
  if (markup.includes("data-pm-slice=") && [...names].every((name) => OWN_TAGS.has(name))) {
    return { html: markup, images: 0, removed: false }
  }
  // Cells without their table: a browser would run their words together.
  const isCut = !names.has("table") && ["tr", "td", "th"].some((name) => names.has(name))
  const { body } = new DOMParser().parseFromString(isCut ? `<table>${markup}</table>` : markup, "text/html")
  const reader = new Reader(listFormats(html), FROM_WORD.test(html))
  const flow = reader.read(body)
  const result = flow.hasBlocks ? toHTML(flow.finish()) : lineHTML(flow.runs)
  const { images, removed, headings, struck, unlinked } = reader
  return { html: result, images, removed, headings, struck, unlinked }
}

/**
 * HTML from the clipboard as paragraphs, lists, tables, bold, italic and links, with all its words and nothing else.
 * @param {string} html
 */
export function plainMarkup(html) {
  return readMarkup(html).html
}

/**
 * Plain text so that each of its lines becomes a paragraph; blank lines only part them.
 * @param {string} text
 */
function plainLines(text) {
  return text
    .split(FEEDS)
    .filter((line) => line.trim())
    .join("\n")
}

/**
 * Whether the editor would take the signs of these lines away as those of a list, although they may be initials: "A. Əliyev".
 * @param {string} text
 */
function hasLettersForSigns(text) {
  const lines = text.split("\n")
  return LETTERED.test(lines[0]) && !(lines.length > 1 && lines.every((line) => NUMBERED.test(line)))
}

/**
 * Shows under the editor and says what was left out; an empty list takes the notice away.
 * @param {Writing.Editor} editor
 * @param {string[]} sentences
 */
function tell(editor, sentences) {
  const box = editor.view.dom.closest(".prose-editor")
  const place = box.closest(".editor") ?? box
  let note = place.parentElement.querySelector("[data-paste-note]")
  if (!note && sentences.length) {
    note = document.createElement("div")
    note.dataset.pasteNote = ""
    note.className = "notice is-info"
    place.after(note)
  }
  if (!note) return
  note.hidden = sentences.length === 0
  note.replaceChildren(
    ...sentences.map((sentence) => {
      const line = document.createElement("p")
      line.textContent = sentence
      return line
    }),
  )
  if (sentences.length) announce(sentences.join(" "))
}

/** @param {DataTransfer | null} data */
function hasImage(data) {
  return [...(data?.files ?? [])].some((file) => file.type.startsWith("image/"))
}

/**
 * What is to be said about a transfer, from what was read of its markup and its files.
 * @param {DataTransfer | null} data
 * @param {Markup | null} markup
 */
function leftOut(data, markup) {
  const wordless = !WORD.test(data?.getData("text/plain") ?? "") && !markup?.html
  const sentences = []
  // Office programs put a picture of the copied text beside it: a file means an image only where there are no words.
  if (markup?.images || (wordless && hasImage(data))) {
    sentences.push(gettext("An image is not put into the text: add it as evidence."))
  } else if (wordless && data?.files.length) {
    sentences.push(gettext("A file is not put into the text: add it as evidence."))
  }
  if (markup?.headings) sentences.push(gettext("Headings have become bold paragraphs."))
  if (markup?.struck) sentences.push(gettext("The words are there, but not struck through."))
  if (markup?.unlinked) sentences.push(gettext("A link that leads nowhere has become plain words."))
  if (markup?.removed) sentences.push(gettext("Comments and words marked as deleted in Word were left out."))
  return sentences
}

/**
 * What the editor's view needs so that a paste or a drop loses no word: to be given to `view.setProps`.
 * @param {Writing.Editor} editor
 * @returns {Partial<import("prosemirror-view").DirectEditorProps>}
 */
export function pasteProps(editor) {
  /** @type {Markup | null} */
  let markup = null // of the transfer that is under way: the editor reads it first and asks afterwards

  /**
   * @param {import("prosemirror-view").EditorView} view
   * @param {import("prosemirror-model").Slice} slice
   * @param {DataTransfer | null} data
   */
  function put(view, slice, data) {
    const read = markup
    markup = null
    if (!data) return false // text that this module itself puts in
    tell(editor, leftOut(data, read))
    const text = plainLines(data.getData("text/plain"))
    if (read && !read.html && WORD.test(text)) {
      view.pasteText(text) // markup of fields and drawings only: the words are in the plain text
      return true
    }
    if (!slice.size) return Boolean(data.files.length || read?.images)
    if (read || !hasLettersForSigns(text)) return false
    const change = view.state.tr.replaceSelection(slice).scrollIntoView()
    view.dispatch(change.setMeta("paste", true).setMeta("uiEvent", "paste"))
    return true
  }

  return {
    transformPastedHTML(html) {
      markup = readMarkup(html)
      return markup.html
    },
    transformPastedText: plainLines,
    handlePaste: (view, event, slice) => put(view, slice, event.clipboardData),
    handleDrop(_view, event, slice, moved) {
      const read = markup
      markup = null
      if (moved) return false
      tell(editor, leftOut(event.dataTransfer, read))
      return !slice.size // a file dropped here must not replace the page
    },
  }
}
