// Word writes a list as paragraphs that carry "mso-list:l0 level1 lfo1" and the sign of the item as text. Here the sign is
// read and the paragraphs become lists again.
/** @typedef {import("nap-tracker/writing/paste/blocks").Block} Block */

/** @typedef {{list: string, level: number}} Place where a list paragraph stands */

/** @typedef {{ordered: boolean, number: number}} Sign what the sign of an item says */

const DEFINITION = /@list\s+(l\d{1,9}):level(\d{1,2})(?!\d)[^{@]{0,200}\{([^{}]{0,2000})\}/gi
const PLACE = /^(l\d+)\s+level(\d+)\b/i
const LONGEST_SIGN = 40 // what is longer is words
const MAX_LEVEL = 6 // as deep as the server keeps lists: plans/narrative/parsing.py
/** @type {Record<string, number>} */
const ROMAN = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 }

/**
 * The kinds that Word's style sheet gives to its lists: "l0 1" → "bullet", "decimal", "alpha-lower", "roman-upper" …
 * @param {string} html
 */
export function listFormats(html) {
  /** @type {Map<string, string>} */
  const formats = new Map()
  for (const [, list, level, rules] of html.matchAll(DEFINITION)) {
    const format = /mso-level-number-format\s*:\s*([\w-]+)/i.exec(rules)?.[1] ?? "decimal"
    formats.set(`${list.toLowerCase()} ${level}`, format.toLowerCase())
  }
  return formats
}

/**
 * Where a list paragraph stands, from its style; null for any other paragraph.
 * @param {Record<string, string>} style
 * @returns {Place | null}
 */
export function listPlace(style) {
  const match = PLACE.exec(style["mso-list"] ?? "")
  return match && { list: match[1].toLowerCase(), level: Number(match[2]) }
}

/** @param {string} letters */
function fromRoman(letters) {
  const values = [...letters].map((letter) => ROMAN[letter])
  return values.reduce((sum, value, place) => sum + (value < (values[place + 1] ?? 0) ? -value : value), 0)
}

/**
 * What the sign of an item says; null for a sign that a list cannot show and that is therefore words: "4.3.1.", "Maddə 2.".
 *
 * Bullets are letters too where the font is Symbol or Wingdings ("o", "§", "ü"): only Word's own word for the format, or
 * a full stop or bracket, makes a letter a number.
 * @param {string} text
 * @param {string} [format] of `listFormats`
 * @returns {Sign | null}
 */
export function readMarker(text, format) {
  const marker = text.replace(/[\s\u00a0]+/g, " ").trim()
  if (!marker || format === "bullet") return { ordered: false, number: 1 }
  if (marker.length > LONGEST_SIGN) return null
  const [, opened, body, closed] = /^(\(?)(.*?)([.):\-–]*)$/u.exec(marker)
  if (/^\d{1,4}$/.test(body)) return { ordered: true, number: Number(body) }
  const punctuated = Boolean(opened || closed) || format !== undefined
  const small = body.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))
  if (punctuated && (small.length > 1 || small === "i" || format?.startsWith("roman")) && /^[ivxlcdm]+$/.test(small)) {
    return { ordered: true, number: fromRoman(small) }
  }
  if (punctuated && /^[a-z]$/.test(small)) return { ordered: true, number: small.charCodeAt(0) - 96 }
  if ([...body].length <= 1) return { ordered: punctuated && /^\p{L}$/u.test(body), number: 1 }
  return null
}

/**
 * Adds an item to the lists at the end of the flow; a number that does not follow begins a list of its own.
 * @param {import("nap-tracker/writing/paste/blocks").Flow} flow
 * @param {Place} place
 * @param {Sign} sign
 * @param {Block[]} blocks
 */
export function addListItem(flow, { list, level }, { ordered, number }, blocks) {
  flow.endParagraph()
  const open = flow.lists
  while (open.length && open.at(-1).level > level) open.pop()
  const last = open.at(-1)
  if (last?.level === level) {
    const follows = last.ordered ? number === last.block.start + last.block.items.length : last.list === list
    if (last.ordered === ordered && (follows || (!last.ordered && open.length > 1))) {
      last.block.items.push(blocks)
      return
    }
    open.pop()
  }
  const around = open.at(-1)?.block.items.at(-1) ?? flow.blocks
  if (open.length === MAX_LEVEL) {
    around.push(...blocks)
    return
  }
  /** @type {import("nap-tracker/writing/paste/blocks").List} */
  const block = { kind: "list", ordered, start: number, items: [blocks] }
  around.push(block)
  open.push({ level, list, ordered, block })
}
