// From one document of the editor to another by the smallest changes: a block that stays the same is left alone, inside one
// that changes, words, letters and marks. So the caret stays where it is, and with it all white space that only the page has.
import { pm } from "django-prose-editor/editor"
import { commonPlaces } from "nap-tracker/writing/alignment"
import { isBlank, isList, keyOf, kidsOf, looks } from "nap-tracker/writing/blocks"
import { matchesOf, textIn } from "nap-tracker/writing/matches"
import { differentLooks, Joined } from "nap-tracker/writing/looks"
import { compareTexts } from "nap-tracker/writing/stretches"

/** @typedef {import("prosemirror-model").Node} Node */
/** @typedef {import("nap-tracker/writing/blocks").Kid} Kid */
/**
 * A change in the places of the old document: content that is replaced (`isOfLooks`: by the same letters), marks of a stretch,
 * or what kind of node begins there.
 * @typedef {{from: number, to: number} & ({slice: import("prosemirror-model").Slice, isOfLooks?: boolean} |
 *   {marks: readonly import("prosemirror-model").Mark[]} | {type: import("prosemirror-model").NodeType, attrs: object})} Change
 */
/**
 * Where two texts differ, in the places of both: `marks` of a stretch of the same letters, or, with `isOfLooks`, of several.
 * @typedef {import("nap-tracker/writing/looks").Look} Look
 * @typedef {import("nap-tracker/writing/stretches").Stretch & {marks?: Look["marks"], isOfLooks?: boolean}} Difference
 */
/** @typedef {import("nap-tracker/writing/matches").Text} Text */
/** @typedef {import("nap-tracker/writing/matches").Match} Match */

const MOST = 200 // changes of one paragraph: each of them goes over all that stands in it

/** Other looks of the same letters: no place moves. */
class LooksStep extends pm.transform.ReplaceStep {
  getMap() {
    return pm.transform.StepMap.empty
  }
}

/**
 * The changes that make `old` say what `wanted` says, in their order.
 * @param {Node} old
 * @param {Node} wanted
 * @param {{isFine?: boolean}} [options] `isFine`: inside blocks too
 */
export function changesBetween(old, wanted, { isFine = true } = {}) {
  /** @type {Change[]} */
  const changes = []
  const comparison = new Comparison(wanted, isFine, changes)
  comparison.kids(old, 0, wanted, 0)
  return changes
}

/**
 * Makes the changes in a transform, from the end, so that the places before them stay true.
 * @template {import("prosemirror-transform").Transform} T
 * @param {T} change
 * @param {Change[]} changes
 */
export function makeChanges(change, changes) {
  for (const each of changes.toReversed()) {
    const { from, to } = each
    if ("slice" in each) {
      change.step(new (each.isOfLooks ? LooksStep : pm.transform.ReplaceStep)(from, to, each.slice))
    } else if ("type" in each) {
      change.setNodeMarkup(from, each.type, each.attrs)
    } else {
      change.removeMark(from, to)
      for (const mark of each.marks) change.addMark(from, to, mark)
    }
  }
  return change
}

/**
 * The changes in the places of a document that has been changed meanwhile; null where that was at the same place.
 * @param {Change[]} changes
 * @param {readonly import("prosemirror-transform").StepMap[]} maps of what has happened meanwhile
 */
export function rebaseChanges(changes, maps) {
  /** @type {Change[]} */
  const found = []
  for (const each of changes) {
    let { from, to } = each
    let isTouched = false
    for (const map of maps) {
      map.forEach((start, end) => { isTouched ||= start <= to && end >= from })
      if (isTouched && !("marks" in each)) return null
      from = map.map(from, 1)
      to = Math.max(from, map.map(to, -1))
    }
    if (!("marks" in each) || from < to) found.push({ ...each, from, to })
  }
  return found
}

/**
 * The changes that are known to lead from `old` to what `wanted` says: the finest that do.
 * @param {Node} old
 * @param {Node} wanted
 */
export function surelyBetween(old, wanted) {
  for (const isFine of [true, false]) {
    const changes = changesBetween(old, wanted, { isFine })
    if (leads(old, wanted, changes)) return changes
  }
  return [{ from: 0, to: old.content.size, slice: new pm.model.Slice(wanted.content, 0, 0) }]
}

/**
 * @param {Node} old
 * @param {Node} wanted
 * @param {Change[]} changes
 */
function leads(old, wanted, changes) {
  try {
    const { doc } = makeChanges(new pm.transform.Transform(old), changes)
    doc.check()
    return keyOf(doc) === keyOf(wanted)
  } catch (error) {
    if (isMisfit(error)) return false
    throw error
  }
}

/**
 * Whether a change could not be made in the document it was made for.
 * @param {unknown} error
 */
export function isMisfit(error) {
  if (error instanceof RangeError || error instanceof pm.model.ReplaceError) return true
  return error instanceof Error && error.name === "TransformError"
}

/**
 * The same in no more than `MOST` pieces: beyond that, neighbours become one that is replaced as a whole.
 * @param {Difference[]} found in their order
 */
function coarsened(found) {
  if (found.length <= MOST) return found
  const size = Math.ceil(found.length / MOST)
  /** @type {Difference[]} */
  const groups = []
  for (let place = 0; place < found.length; place += size) {
    const group = found.slice(place, place + size)
    const [first, last] = [group[0], group.at(-1)]
    groups.push({
      from: first.from, to: last.to, wantedFrom: first.wantedFrom, wantedTo: last.wantedTo,
      isOfLooks: group.every(({ marks }) => marks),
    })
  }
  return groups
}

/** Collects the changes between two documents. */
class Comparison {
  /**
   * @param {Node} wanted
   * @param {boolean} isFine
   * @param {Change[]} changes
   */
  constructor(wanted, isFine, changes) {
    this.wanted = wanted
    this.isFine = isFine
    this.changes = changes
  }

  /**
   * @param {Node} old
   * @param {number} from where its content begins
   * @param {Node} wanted
   * @param {number} wantedFrom
   */
  kids(old, from, wanted, wantedFrom) {
    const olds = kidsOf(old, from)
    const news = kidsOf(wanted, wantedFrom)
    const same = commonPlaces(olds.map(({ node }) => keyOf(node)), news.map(({ node }) => keyOf(node)))
    let row = 0
    let column = 0
    for (const [nextRow, nextColumn] of [...same, [olds.length, news.length]]) {
      const before = row ? olds[row - 1].to : olds[0]?.from ?? from
      this.stretch(olds.slice(row, nextRow), news.slice(column, nextColumn), before)
      row = nextRow + 1
      column = nextColumn + 1
    }
  }

  /**
   * @param {Kid[]} olds
   * @param {Kid[]} news
   * @param {number} before where something is put that stands before all of them
   */
  stretch(olds, news, before) {
    let place = before
    let row = 0
    let column = 0
    const matches = this.isFine ? matchesOf(olds, news) : []
    for (const match of [...matches, { olds: [], news: [] }]) {
      const nextRow = match.olds.length ? olds.indexOf(match.olds[0]) : olds.length
      const nextColumn = match.news.length ? news.indexOf(match.news[0]) : news.length
      for (const kid of olds.slice(row, nextRow)) {
        this.remove(kid)
        place = kid.to
      }
      this.insert(news.slice(column, nextColumn), place)
      if (!match.olds.length) break
      this.match(match)
      place = match.olds.at(-1).to
      row = nextRow + match.olds.length
      column = nextColumn + match.news.length
    }
  }

  /** @param {Kid} kid */
  remove({ node, from, to }) {
    if (isList(node) && node.children.some(isBlank)) {
      for (const kid of kidsOf(node, from + 1)) this.remove(kid) // an empty item is the writer's
    } else {
      this.changes.push({ from, to, slice: pm.model.Slice.empty })
    }
  }

  /**
   * @param {Kid[]} kids
   * @param {number} place
   */
  insert(kids, place) {
    if (!kids.length) return
    const content = pm.model.Fragment.from(kids.map(({ node }) => node))
    this.changes.push({ from: place, to: place, slice: new pm.model.Slice(content, 0, 0) })
  }

  /** @param {Match} match */
  match({ olds, news }) {
    const [old] = olds
    const [wanted] = news
    if (olds.length > 1 || news.length > 1) {
      this.texts(olds.map(textIn), news.map(textIn))
      return
    }
    if (looks(old.node) !== looks(wanted.node)) {
      this.changes.push({ from: old.from, to: old.from, type: wanted.node.type, attrs: wanted.node.attrs })
    }
    if (old.node.isTextblock) this.texts([textIn(old)], [textIn(wanted)])
    else this.kids(old.node, old.from + 1, wanted.node, wanted.from + 1)
  }

  /**
   * @param {Text[]} olds
   * @param {Text[]} news
   */
  texts(olds, news) {
    const mine = new Joined(olds)
    const theirs = new Joined(news)
    const { changed, kept } = compareTexts(mine.text, theirs.text, { isFolded: true })
    /** @type {Difference[]} */
    const found = [...changed, ...differentLooks(mine, theirs, kept)]
    // Of two that begin at one place the one that puts something there comes first, that is, is made last.
    found.sort((one, other) => one.from - other.from || one.to - other.to)
    for (const each of coarsened(found)) {
      const place = { from: mine.placeOf(each.from), to: mine.placeOf(each.to) }
      if (each.marks) {
        this.changes.push({ ...place, marks: each.marks })
      } else {
        const slice = this.wanted.slice(theirs.placeOf(each.wantedFrom), theirs.placeOf(each.wantedTo))
        const isOfLooks = each.isOfLooks && slice.size === place.to - place.from
        this.changes.push({ ...place, slice, ...(isOfLooks && { isOfLooks }) })
      }
    }
  }
}
