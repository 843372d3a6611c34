// Which blocks of two documents are the same block, changed.
import { heaviest } from "nap-tracker/writing/alignment"
import { isCell, isList } from "nap-tracker/writing/blocks"

/** @typedef {import("prosemirror-model").Node} Node */
/** @typedef {import("nap-tracker/writing/blocks").Kid} Kid */
/** @typedef {{node: Node, from: number}} Text a textblock and where its content begins */

const ALIKE = 0.3 // share of common words from which on two blocks are one that was changed
const MOST_ALIKE = 2_500 // pairs of blocks whose words are compared

/** @param {Node} node */
function bagOf(node) {
  /** @type {Map<string, number>} */
  const bag = new Map()
  for (const word of node.textBetween(0, node.content.size, " ", " ").match(/\S+/g) ?? []) bag.set(word, (bag.get(word) ?? 0) + 1)
  return bag
}

/** @param {Map<string, number>} bag */
function sizeOf(bag) {
  let sum = 0
  for (const count of bag.values()) sum += count
  return sum
}

/**
 * @param {Map<string, number>} one
 * @param {Map<string, number>} other
 */
function common(one, other) {
  let sum = 0
  for (const [word, count] of one) sum += Math.min(count, other.get(word) ?? 0)
  return sum
}

/**
 * The paragraph of a block that has nothing else, with its place.
 * @param {Kid} kid
 * @returns {Text | null}
 */
export function textIn({ node, from }) {
  if (node.isTextblock) return { node, from: from + 1 }
  const isItem = node.type.name === "listItem" && node.childCount === 1 && node.firstChild.isTextblock
  return isItem ? { node: node.firstChild, from: from + 2 } : null
}

/**
 * @param {Kid} one
 * @param {Kid} other
 */
function mayBecome({ node: one }, { node: other }) {
  return one.type === other.type || (isList(one) && isList(other)) || (isCell(one) && isCell(other))
}

/** A part of the old document and what became of it: several only where a paragraph was parted or two were joined. */
/** @typedef {{olds: Kid[], news: Kid[]}} Match */

/**
 * Which blocks of a stretch where all differ are the same block, changed.
 * @param {Kid[]} olds
 * @param {Kid[]} news
 * @returns {Match[]}
 */
export function matchesOf(olds, news) {
  const isTable = olds[0]?.node.type.name === "tableRow" || (olds[0] && isCell(olds[0].node))
  if (isTable && olds.length === news.length) return olds.map((kid, place) => ({ olds: [kid], news: [news[place]] }))
  if (olds.length === 1 && news.length === 1 && mayBecome(olds[0], news[0])) return [{ olds, news }]
  if (!olds.length || !news.length || olds.length * news.length > MOST_ALIKE) return []
  const mine = olds.map(({ node }) => bagOf(node))
  const theirs = news.map(({ node }) => bagOf(node))
  const pairs = heaviest(olds.length, news.length, (row, column) => {
    const all = sizeOf(mine[row]) + sizeOf(theirs[column])
    const share = all ? (2 * common(mine[row], theirs[column])) / all : 0
    return share >= ALIKE && mayBecome(olds[row], news[column]) ? share : 0
  })
  return pairs.map(([row, column], place) => {
    const before = place ? pairs[place - 1] : [-1, -1]
    const after = pairs[place + 1] ?? [olds.length, news.length]
    return {
      olds: grown(olds, mine, row, before[0], after[0], theirs[column], textIn(news[column])),
      news: grown(news, theirs, column, before[1], after[1], mine[row], textIn(olds[row])),
    }
  }).map(({ olds: several, news: others }, place) => {
    // Parted or joined, not both at once; a neighbour belongs to one block only.
    const [row, column] = pairs[place]
    if (several.length > 1 && others.length > 1) return { olds: [olds[row]], news: [news[column]] }
    return { olds: several, news: others }
  }).filter(notTaken())
}

/** Leaves out a match that holds a block which an earlier one has taken. */
function notTaken() {
  /** @type {Set<Kid>} */
  const taken = new Set()
  return (/** @type {Match} */ { olds, news }) => {
    if ([...olds, ...news].some((kid) => taken.has(kid))) return false
    for (const kid of [...olds, ...news]) taken.add(kid)
    return true
  }
}

/**
 * A paragraph with those beside it whose words stood in the same one on the other side.
 * @param {Kid[]} kids
 * @param {Map<string, number>[]} bags
 * @param {number} at
 * @param {number} least a place before which nothing is free
 * @param {number} most
 * @param {Map<string, number>} whole the words of the other side
 * @param {Text | null} other
 */
function grown(kids, bags, at, least, most, whole, other) {
  const found = [kids[at]]
  if (!other || !textIn(kids[at])) return found
  const left = new Map(whole)
  /** @param {Map<string, number>} bag */
  const take = (bag) => { for (const [word, count] of bag) left.set(word, Math.max(0, (left.get(word) ?? 0) - count)) }
  take(bags[at])
  /** @param {number} place */
  const belongs = (place) => textIn(kids[place]) && common(bags[place], left) * 2 >= Math.max(1, sizeOf(bags[place]))
  for (let place = at + 1; place < most && kids[place].from === found.at(-1).to && belongs(place); place += 1) {
    take(bags[place])
    found.push(kids[place])
  }
  for (let place = at - 1; place > least && kids[place].to === found[0].from && belongs(place); place -= 1) {
    take(bags[place])
    found.unshift(kids[place])
  }
  return found
}
