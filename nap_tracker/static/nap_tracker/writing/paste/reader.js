// Reads markup from the clipboard, already free of styles, into the blocks of a narrative. Every text node that a reader
// sees is taken, wherever it stands: markup may go, words may not.
import { completeAddress } from "nap-tracker/writing/addresses"
import { Flow } from "nap-tracker/writing/paste/blocks"
import { isHeading, isStruck, isHidden, keepsLines, lookOf, PLAIN, rules } from "nap-tracker/writing/paste/look"
import { addListItem, listPlace, readMarker } from "nap-tracker/writing/paste/word"

/** @typedef {import("nap-tracker/writing/paste/look").Look} Look */

/** @typedef {import("nap-tracker/writing/paste/look").Style} Style */

/** @typedef {(element: Element, flow: Flow, look: Look) => void} Read puts what an element holds into the flow */

const UNSEEN = new Set("head script style title template xml noscript object iframe datalist".split(" "))
const BLOCKS = new Set(
  ("address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer " +
    "form h1 h2 h3 h4 h5 h6 header hr legend main nav option p pre search section summary").split(" "),
)
/** @type {Record<string, [string, string]>} */
const RAISED = { sup: ["⁰¹²³⁴⁵⁶⁷⁸⁹", "⁺⁻"], sub: ["₀₁₂₃₄₅₆₇₈₉", "₊₋"] }
const COMMENT = /msocom|MsoComment/i
const MAX_LIST_DEPTH = 6
const TRACKER = 2 // pixels: an image of that size is there to count readers, not to be seen

/**
 * @param {Look} look
 * @param {string} what
 */
const isInside = (look, what) => look.inside.includes(what)

/**
 * @param {Look} look
 * @param {string} what
 */
const within = (look, what) => ({ ...look, inside: [...look.inside, what] })

/**
 * @param {Element} element
 * @param {string} name
 */
const number = (element, name) => Number.parseInt(element.getAttribute(name) ?? "", 10) || 1

export class Reader {
  images = 0
  headings = false
  struck = false
  unlinked = false // whether a link led nowhere
  removed = false // whether something that Word marks as not of the text was passed over

  /**
   * @param {Map<string, string>} formats the kinds of Word's lists, by `listFormats`
   * @param {boolean} fromWord whether deletions are tracked changes
   */
  constructor(formats, fromWord) {
    this.formats = formats
    this.fromWord = fromWord
  }

  /**
   * The flow of everything in the element.
   * @param {Element} element
   */
  read(element) {
    const flow = new Flow()
    this.readChildren(element, flow, PLAIN)
    return flow
  }

  /** @type {Read} */
  readChildren(element, flow, look) {
    for (const node of element.childNodes) {
      if (isText(node)) readText(node.data, flow, look)
      else if (isElement(node)) this.readElement(node, flow, look)
    }
  }

  /** @type {Read} */
  readElement(element, flow, look) {
    const name = element.localName
    const style = rules(element)
    if (UNSEEN.has(name) || isHidden(style) || this.isForeign(element, name, style)) return
    if (name === "br" && /^always/i.test(style["page-break-before"] ?? "")) flow.endParagraph()
    else if (name === "br") flow.breakLine(look)
    else if (name === "img") this.noteImage(element)
    else if (name === "ul" || name === "ol") this.readList(element, flow, look)
    else if (isTable(element) && !isInside(look, "table")) this.readTable(element, flow, look)
    else if (name === "sup" || name === "sub") this.readRaised(element, flow, look)
    else if (style["mso-spacerun"] || style["mso-tab-count"]) readText(" ", flow, look)
    else {
      this.noteLook(element, name, style)
      this.readPart(element, flow, { name, style }, lookOf(name, style, look, element))
    }
  }

  /**
   * What Word shows beside the text: deletions kept for the record, comments of those who read it.
   * @param {Element} element
   * @param {string} name
   * @param {Style} style
   */
  isForeign(element, name, style) {
    const deleted = this.fromWord && (name === "del" || element.classList.contains("msoDel"))
    const foreign = deleted || COMMENT.test(element.className) || /^comment/.test(style["mso-element"] ?? "")
    if (foreign && element.textContent.trim()) this.removed = true
    return foreign
  }

  /**
   * What the narrative does not keep of it, to be told.
   * @param {Element} element
   * @param {string} name
   * @param {Style} style
   */
  noteLook(element, name, style) {
    if (!element.textContent.trim()) return
    if (isHeading(name)) this.headings = true
    if (isStruck(name, style)) this.struck = true
    const address = (name === "a" && element.getAttribute("href")) || "#"
    if (!address.startsWith("#") && !completeAddress(address)) this.unlinked = true // "#": a place in the copied text itself
  }

  /** @param {Element} element */
  noteImage(element) {
    if (!["width", "height"].some((side) => element.hasAttribute(side) && number(element, side) <= TRACKER)) this.images += 1
  }

  /**
   * @param {Element} element
   * @param {Flow} flow
   * @param {{name: string, style: Style}} part
   * @param {Look} look
   */
  readPart(element, flow, { name, style }, look) {
    const place = name === "p" || name === "div" ? listPlace(style) : null
    const marker = place && markerOf(element)
    if (marker) {
      const sign = readMarker(marker.textContent, this.formats.get(`${place.list} ${place.level}`))
      if (sign) {
        marker.remove()
        const item = new Flow()
        this.readChildren(element, item, look)
        addListItem(flow, place, sign, item.finish())
        return
      }
    }
    // Parts of a table that stands in another table's cell, and of a list nested too deep: paragraphs in their order.
    const isBlock = BLOCKS.has(name) || /^(td|th|tr|li|table)$/.test(name) || /^(block|list-item|flex|grid)/.test(style.display ?? "")
    if (isBlock) flow.endParagraph()
    this.readChildren(element, flow, { ...look, pre: keepsLines(name, style, look) })
    if (isBlock) flow.endParagraph()
    else if (/\bsd(foot|end)notesym\b/.test(element.className)) flow.text(" ", look) // LibreOffice: the note's own number
  }

  /** @type {Read} */
  readList(element, flow, look) {
    const depth = look.inside.filter((what) => what === "list").length
    if (depth >= MAX_LIST_DEPTH) {
      flow.endParagraph()
      this.readChildren(element, flow, look)
      return
    }
    const inner = within(look, "list")
    const ordered = element.localName === "ol"
    if (element.querySelector(":scope > li[data-aria-level]")) {
      this.readFlatList(element, flow, inner)
      return
    }
    /** @type {import("nap-tracker/writing/paste/blocks").Block[][]} */
    const items = []
    for (const node of element.childNodes) {
      const item = new Flow()
      const name = isElement(node) ? node.localName : ""
      if (isText(node)) readText(node.data, item, inner)
      else if (isElement(node) && name === "li") this.readItem(node, item, inner)
      else if (isElement(node)) this.readElement(node, item, look)
      const blocks = item.finish()
      if (!blocks.length) continue
      // A list right in a list, as Google Docs and old web pages write it, belongs to the item before it.
      if (items.length && (name === "ul" || name === "ol")) items.at(-1).push(...blocks)
      else items.push(blocks)
    }
    if (items.length) flow.add({ kind: "list", ordered, start: ordered ? number(element, "start") : 1, items })
  }

  /**
   * Word in the browser gives each item a list of its own and says its level in an attribute.
   * @type {Read}
   */
  readFlatList(element, flow, look) {
    const ordered = element.localName === "ol"
    const first = ordered ? number(element, "start") : 1
    for (const [place, node] of [...element.children].entries()) {
      const item = new Flow()
      this.readItem(node, item, look)
      const level = number(node, "data-aria-level")
      addListItem(flow, { list: node.getAttribute("data-listid"), level }, { ordered, number: first + place }, item.finish())
    }
  }

  /** @type {Read} */
  readItem(element, flow, look) {
    const style = rules(element)
    if (!isHidden(style)) this.readChildren(element, flow, lookOf("li", style, look, element))
  }

  /**
   * @param {HTMLTableElement} element
   * @param {Flow} flow
   * @param {Look} look
   */
  readTable(element, flow, look) {
    const inner = within(look, "table")
    /** @type {import("nap-tracker/writing/paste/blocks").Cell[][]} */
    const rows = []
    for (const part of element.children) if (part.localName === "caption") this.readElement(part, flow, look)
    for (const row of element.rows) {
      const cells = []
      for (const cell of row.cells) {
        const style = rules(cell)
        if (isHidden(style)) continue
        const content = new Flow()
        this.readChildren(cell, content, lookOf(cell.localName, style, inner, cell))
        const header = cell.localName === "th" || row.parentElement.localName === "thead"
        cells.push({ header, colspan: number(cell, "colspan"), rowspan: number(cell, "rowspan"), blocks: content.finish() })
      }
      if (cells.length) rows.push(cells)
    }
    if (rows.some((cells) => cells.some(({ blocks }) => blocks.length))) flow.add({ kind: "table", rows })
  }

  /**
   * "m²" and "10³" must not become "m2" and "103"; raised words stay as they are.
   * @type {Read}
   */
  readRaised(element, flow, look) {
    const text = element.textContent
    if (!/^\s*[+\-−]?\d+\s*$/.test(text)) {
      this.readPart(element, flow, { name: element.localName, style: {} }, look)
      return
    }
    const [digits, signs] = RAISED[element.localName]
    /** @param {string} letter */
    const raise = (letter) => (/\d/.test(letter) ? digits[Number(letter)] : /\s/.test(letter) ? letter : signs[letter === "+" ? 0 : 1])
    const parent = element.querySelector("a[href]")
    flow.text([...text].map(raise).join(""), parent ? lookOf("a", {}, look, parent) : look)
  }
}

/**
 * @param {Node} node
 * @returns {node is Text}
 */
const isText = (node) => node.nodeType === Node.TEXT_NODE

/**
 * @param {Node} node
 * @returns {node is Element}
 */
const isElement = (node) => node.nodeType === Node.ELEMENT_NODE

/**
 * @param {Element} element
 * @returns {element is HTMLTableElement}
 */
const isTable = (element) => element.localName === "table"

/**
 * @param {string} text
 * @param {Flow} flow
 * @param {Look} look
 */
function readText(text, flow, look) {
  if (!look.pre) {
    flow.text(text, look)
    return
  }
  const [first, ...rest] = text.split(/\r\n?|\n/)
  flow.text(first, look)
  for (const line of rest) {
    flow.endParagraph()
    flow.text(line, look)
  }
}

/**
 * The element that holds the sign of a list paragraph.
 * @param {Element} paragraph
 */
function markerOf(paragraph) {
  return [...paragraph.querySelectorAll("[data-style]")].find((part) => /^ignore/i.test(rules(part)["mso-list"] ?? ""))
}
