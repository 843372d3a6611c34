// How pasted words look, from the elements around them and from their styles, which were put away in `data-style`.

import { completeAddress } from "nap-tracker/writing/addresses"

/**
 * How words look where they stand, whether their lines are kept (`pre`), and in what they are: "list", "table".
 * @typedef {Omit<import("nap-tracker/writing/paste/blocks").Run, "text"> & {pre: boolean, inside: string[]}} Look
 */

/** @typedef {Record<string, string>} Style the rules of an element, by their names in small letters */

const HEADING = /^h[1-6]$/ // the narrative knows none: a bold paragraph stands for it
const TITLED = /^(h[1-6]|th)$/ // bold by their kind: no style says so

/** @type {Look} */
export const PLAIN = { bold: false, italic: false, href: "", pre: false, inside: [] }

/**
 * The rules of a style that was put away in an attribute: {"font-weight": "bold", …}.
 * @param {Element} element
 * @returns {Style}
 */
export function rules(element) {
  const text = element.getAttribute("data-style")
  if (!text) return {}
  const pairs = text.split(";").map((rule) => rule.split(/:(.*)/s))
  return Object.fromEntries(pairs.filter(([, value]) => value).map(([name, value]) => [name.trim().toLowerCase(), value.trim()]))
}

/**
 * The look of the words in an element, where the words around it look like `look`.
 * @param {string} name the element's
 * @param {Style} style the element's
 * @param {Look} look
 * @param {Element} element
 * @returns {Look}
 */
export function lookOf(name, style, look, element) {
  let { bold, italic, href } = look
  if (name === "b" || name === "strong" || HEADING.test(name)) bold = true
  if (name === "i" || name === "em") italic = true
  if (!TITLED.test(name)) {
    const weight = style["font-weight"] ?? ""
    if (/^(bold|bolder|[6-9]00)/i.test(weight)) bold = true
    else if (/^(normal|lighter|[1-5]00)/i.test(weight)) bold = false
    const slant = style["font-style"] ?? ""
    if (/^(italic|oblique)/i.test(slant)) italic = true
    else if (/^normal/i.test(slant)) italic = false
  }
  if (name === "a") href = completeAddress(element.getAttribute("href") ?? "") || href
  return { ...look, bold, italic, href }
}

/**
 * Whether each line of the element's text is a line of its own.
 * @param {string} name
 * @param {Style} style
 * @param {Look} look
 */
export function keepsLines(name, style, look) {
  const space = style["white-space-collapse"] ?? style["white-space"]
  return space ? /^(pre|break)/i.test(space) : look.pre || name === "pre"
}

/** @param {Style} style */
export const isHidden = (style) => /^none/i.test(style.display ?? "") || /^all/i.test(style["mso-hide"] ?? "")

/** @param {string} name an element's */
export const isHeading = (name) => HEADING.test(name)

/**
 * @param {string} name an element's
 * @param {Style} style the element's
 */
export const isStruck = (name, style) =>
  /^(s|strike|del)$/.test(name) || /line-through/i.test(style["text-decoration-line"] ?? style["text-decoration"] ?? "")
