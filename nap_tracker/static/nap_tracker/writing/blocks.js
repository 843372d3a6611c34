// How the server reads a text of the editor (plans/narrative): white space is folded, what holds no word is left out. Two
// documents with the same key are one text to it.
import { LEAF } from "nap-tracker/writing/stretches"

/** @typedef {import("prosemirror-model").Node} Node */
/** @typedef {{node: Node, from: number, to: number}} Kid a node and where it stands */

const CELLS = ["tableCell", "tableHeader"]
const LISTS = ["bulletList", "orderedList"]
const DROPPED = [...LISTS, "listItem", "table"]
/** @type {WeakMap<Node, string>} */
const keys = new WeakMap()

/** @param {Node} node */
export const isCell = (node) => CELLS.includes(node.type.name)
/** @param {Node} node */
export const isList = (node) => LISTS.includes(node.type.name)

/** @param {Node} node a textblock */
export const textOf = (node) => node.textBetween(0, node.content.size, "", () => LEAF)

/** @param {Node} node */
export function isBlank(node) {
  if (node.isTextblock) return !/[^\s\uFFFC]/.test(textOf(node))
  if (!DROPPED.includes(node.type.name)) return false
  let hasWords = false
  node.descendants((child) => {
    if (child.isTextblock && !isBlank(child)) hasWords = true
    return !hasWords
  })
  return !hasWords
}

/**
 * The children that count; of a cell or a document without any the first one, which holds its place.
 * @param {Node} node
 * @param {number} at where its content begins
 */
export function kidsOf(node, at) {
  /** @type {Kid[]} */
  const all = []
  node.forEach((child, offset) => all.push({ node: child, from: at + offset, to: at + offset + child.nodeSize }))
  const found = all.filter((kid) => !isBlank(kid.node))
  const [first] = all
  const holdsPlace = isCell(node) || node.type.name === "doc"
  return !found.length && holdsPlace && first?.node.isTextblock ? [first] : found
}

/** @param {readonly import("prosemirror-model").Mark[]} marks */
export const marksKey = (marks) => marks.map(({ type, attrs }) => `${type.name} ${type.name === "link" ? attrs.href : ""}`).sort().join("|")

/** @param {Node} node */
export function looks({ type: { name }, attrs }) {
  if (name === "orderedList") return `${name} ${attrs.start ?? 1}`
  return CELLS.includes(name) ? `${name} ${attrs.colspan ?? 1} ${attrs.rowspan ?? 1}` : name
}

/** @param {Node} node */
function runsKey(node) {
  /** @type {[string, string][]} */
  const runs = []
  node.forEach((child) => {
    const marks = marksKey(child.marks)
    let text = child.isText ? child.text.replace(/[ \t\r\n]+/g, " ") : LEAF
    if (text === LEAF) strip(runs, [" "])
    const last = runs.at(-1)
    if (!last && text === LEAF) return
    if ((!last || [" ", LEAF].includes(last[0].at(-1))) && text.startsWith(" ")) text = text.slice(1)
    if (!text) return
    if (last?.[1] === marks) last[0] += text
    else runs.push([text, marks])
  })
  strip(runs, [" ", LEAF])
  return JSON.stringify(runs)
}

/**
 * Takes signs away at the end.
 * @param {[string, string][]} runs
 * @param {string[]} signs
 */
function strip(runs, signs) {
  while (signs.includes(runs.at(-1)?.[0].at(-1))) {
    const text = runs.at(-1)[0].slice(0, -1)
    if (text) runs.at(-1)[0] = text
    else runs.pop()
  }
}

/**
 * What the server would store of a node.
 * @param {Node} node
 * @returns {string}
 */
export function keyOf(node) {
  const known = keys.get(node)
  if (known !== undefined) return known
  const inside = node.isTextblock ? runsKey(node) : kidsOf(node, 0).filter((kid) => !isBlank(kid.node)).map((kid) => keyOf(kid.node)).join(",")
  const key = `${looks(node)}(${inside})`
  keys.set(node, key)
  return key
}
