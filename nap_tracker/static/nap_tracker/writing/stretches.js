// Where two texts differ, by words and within a word by letters. White space at both ends of a text is the writer's, line
// breaks there too: it makes no difference.
import { commonPlaces } from "nap-tracker/writing/alignment"

/** Stands in a text for what is no letter: a line break, an end of a paragraph. */
export const LEAF = "\uFFFC"
export const BOUNDARY = "\u2029"
const WORD = /[\uFFFC\u2029]|[^\s\uFFFC]+/g
const EDGE = [" ", "\t", "\r", "\n", LEAF]

/**
 * `old` from … to becomes `wanted` wantedFrom … wantedTo.
 * @typedef {{from: number, to: number, wantedFrom: number, wantedTo: number}} Stretch
 * @typedef {{changed: Stretch[], kept: Stretch[]}} Comparison `kept`: stretches of the same letters, for those who compare marks
 */

/** @param {string} text */
const foldSpace = (text) => text.replace(/[ \t\r\n]+/g, " ")

/** @typedef {{words: string[], starts: number[], begin: number, end: number}} Words */

/**
 * The words of a text with their places, and where it begins and ends without the space around it.
 * @param {string} text
 * @returns {Words}
 */
function wordsOf(text) {
  let begin = 0
  while (begin < text.length && EDGE.includes(text[begin])) begin += 1
  let end = text.length
  while (end > begin && EDGE.includes(text[end - 1])) end -= 1
  if (begin === end) return { words: [], starts: [], begin: 0, end: 0 }
  const found = [...text.slice(begin, end).matchAll(WORD)]
  return { words: found.map(([word]) => word), starts: found.map(({ index }) => begin + index), begin, end }
}

/**
 * Compares two texts.
 * @param {string} old
 * @param {string} wanted
 * @param {{isFolded?: boolean}} [options] `isFolded`: one space is as good as several
 * @returns {Comparison}
 */
export function compareTexts(old, wanted, { isFolded = false } = {}) {
  const [mine, theirs] = [wordsOf(old), wordsOf(wanted)]
  /** @type {Comparison} */
  const found = { changed: [], kept: [] }
  const pairs = commonPlaces(mine.words, theirs.words)
  let from = mine.begin
  let wantedFrom = theirs.begin
  for (const pair of [...pairs, null]) {
    const to = pair ? mine.starts[pair[0]] : mine.end
    const wantedTo = pair ? theirs.starts[pair[1]] : theirs.end
    const isBeside = [old[from - 1], old[to]].some((sign) => sign === LEAF || sign === BOUNDARY)
    const isSpace = !old.slice(from, to).trim() && !wanted.slice(wantedFrom, wantedTo).trim()
    // Space beside a break is as good as none.
    if (!(isFolded && isBeside && isSpace)) compareGap(old, wanted, { from, to, wantedFrom, wantedTo }, isFolded, found)
    if (!pair) break
    const { length } = mine.words[pair[0]]
    found.kept.push({ from: to, to: to + length, wantedFrom: wantedTo, wantedTo: wantedTo + length })
    from = to + length
    wantedFrom = wantedTo + length
  }
  return found
}

/**
 * What stands between two words that both texts have.
 * @param {string} old
 * @param {string} wanted
 * @param {Stretch} gap
 * @param {boolean} isFolded
 * @param {Comparison} found
 */
function compareGap(old, wanted, { from, to, wantedFrom, wantedTo }, isFolded, found) {
  const mine = old.slice(from, to)
  const theirs = wanted.slice(wantedFrom, wantedTo)
  if (mine === theirs) {
    if (mine) found.kept.push({ from, to, wantedFrom, wantedTo })
    return
  }
  if (isFolded && foldSpace(mine) === foldSpace(theirs)) return
  const shorter = Math.min(mine.length, theirs.length)
  let head = 0
  while (head < shorter && mine[head] === theirs[head]) head += 1
  if (isInSign(mine, head) || isInSign(theirs, head)) head -= 1
  let tail = 0
  while (tail < shorter - head && mine.at(-1 - tail) === theirs.at(-1 - tail)) tail += 1
  if (isInSign(mine, mine.length - tail) || isInSign(theirs, theirs.length - tail)) tail -= 1
  if (head) found.kept.push({ from, to: from + head, wantedFrom, wantedTo: wantedFrom + head })
  found.changed.push({ from: from + head, to: to - tail, wantedFrom: wantedFrom + head, wantedTo: wantedTo - tail })
  if (tail) found.kept.push({ from: to - tail, to, wantedFrom: wantedTo - tail, wantedTo })
}

/**
 * Whether a place of a text lies within one sign of two units.
 * @param {string} text
 * @param {number} place
 */
function isInSign(text, place) {
  return place > 0 && place < text.length && /[\uD800-\uDBFF]/.test(text[place - 1]) && /[\uDC00-\uDFFF]/.test(text[place])
}

/**
 * What was typed into a plain text since it was sent, together with what the server has made of what was sent: the changes
 * of `now`, from its end, or null where both have changed the same place.
 * @param {string} sent
 * @param {string} now
 * @param {string} wanted
 * @returns {{from: number, to: number, text: string}[] | null}
 */
export function rebaseText(sent, now, wanted) {
  const typed = oneChange(sent, now)
  const found = []
  for (const { from, to, wantedFrom, wantedTo } of compareTexts(sent, wanted).changed) {
    const text = wanted.slice(wantedFrom, wantedTo)
    if (!typed || to < typed.from) found.push({ from, to, text })
    else if (from > typed.to) found.push({ from: from + typed.grown, to: to + typed.grown, text })
    else return null
  }
  return found.reverse()
}

/**
 * @param {string} old
 * @param {string} text
 */
function oneChange(old, text) {
  if (old === text) return null
  const shorter = Math.min(old.length, text.length)
  let head = 0
  while (head < shorter && old[head] === text[head]) head += 1
  let tail = 0
  while (tail < shorter - head && old.at(-1 - tail) === text.at(-1 - tail)) tail += 1
  return { from: head, to: old.length - tail, grown: text.length - old.length }
}
