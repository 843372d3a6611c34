// How the letters of paragraphs look: where the same letters have other marks in another document.
import { marksKey, textOf } from "nap-tracker/writing/blocks"
import { BOUNDARY } from "nap-tracker/writing/stretches"

/** @typedef {import("nap-tracker/writing/matches").Text} Text */
/** @typedef {import("nap-tracker/writing/stretches").Stretch} Stretch */
/** @typedef {readonly import("prosemirror-model").Mark[]} Marks */
/** @typedef {Stretch & {marks: Marks}} Look a stretch of the same letters, and the marks that they are to have */
/** @typedef {{from: number, to: number, marks: Marks, key: string}} Run letters of one look, by their places in the text */

/** Paragraphs as one text, with a boundary between them. */
export class Joined {
  /** @param {Text[]} texts */
  constructor(texts) {
    this.texts = texts
    this.text = texts.map(({ node }) => textOf(node)).join(BOUNDARY)
    /** @type {number[]} where in the text each paragraph begins */
    this.starts = []
    /** @type {Run[]} boundaries are in none */
    this.runs = []
    let start = 0
    for (const { node } of texts) {
      this.starts.push(start)
      node.forEach(({ nodeSize, marks }, offset) => {
        const from = start + offset
        this.runs.push({ from, to: from + nodeSize, marks, key: marksKey(marks) })
      })
      start += node.content.size + BOUNDARY.length
    }
  }

  /** @param {number} index a place of the text; in the document it is the same */
  placeOf(index) {
    let [first, last] = [0, this.texts.length - 1]
    while (first < last) {
      const middle = Math.ceil((first + last) / 2)
      if (this.starts[middle] <= index) first = middle
      else last = middle - 1
    }
    return this.texts[first].from + index - this.starts[first]
  }
}

/**
 * The letters that have other marks in the other text, in their order; neighbours that are to look the same are one. Goes over
 * the runs of both texts once.
 * @param {Joined} mine
 * @param {Joined} theirs
 * @param {Stretch[]} kept stretches of the same letters, in their order
 */
export function differentLooks(mine, theirs, kept) {
  /** @type {(Look & {key: string})[]} */
  const found = []
  let row = 0
  let column = 0
  for (const { from, to, wantedFrom } of kept) {
    const moved = wantedFrom - from
    let place = from
    while (place < to) {
      while (mine.runs[row]?.to <= place) row += 1
      while (theirs.runs[column]?.to <= place + moved) column += 1
      const [own, wanted] = [mine.runs[row], theirs.runs[column]]
      if (!own || !wanted) break // nothing but a boundary is left
      const start = Math.max(place, own.from, wanted.from - moved)
      const end = Math.min(to, own.to, wanted.to - moved)
      if (start < end && own.key !== wanted.key) {
        const last = found.at(-1)
        const goesOn = last?.to === start && last.wantedTo === start + moved && last.key === wanted.key
        if (goesOn) Object.assign(last, { to: end, wantedTo: end + moved })
        else found.push({ from: start, to: end, wantedFrom: start + moved, wantedTo: end + moved, marks: wanted.marks, key: wanted.key })
      }
      place = Math.max(end, place + 1)
    }
  }
  return found
}
