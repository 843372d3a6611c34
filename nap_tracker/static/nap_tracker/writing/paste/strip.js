// Takes out of markup what may not even be parsed here: the security policy forbids style and event attributes in a
// document that is never shown. One pass over the text, so that no page can hold the editor by what it puts on the
// clipboard; what is not a whole tag stays as it is.
const NAME = /<(\/?)([a-z][\w:-]*)/iy
const ATTRIBUTE_NAME = /[\s/]*([^\s"'<>=/]+)(\s*=\s*)?/y
const BARE_VALUE = /[^\s"'>]+/y
const SPACE = /\s*/y
const KEPT = new Set(["href", "colspan", "rowspan", "start", "class", "width", "height", "data-aria-level", "data-listid", "data-pm-slice"])
const WITH_CONTENT = new Set(["script", "style", "title", "xml"]) // nobody sees what they hold

/** @typedef {(piece: string, from: number) => number} Find where the piece stands from there on, -1 for nowhere */

/**
 * Looks for pieces of one text, each kind of which, once not found, is not looked for again.
 * @param {string} html
 * @returns {Find}
 */
function finder(html) {
  const gone = new Set()
  return (piece, from) => {
    const place = gone.has(piece) ? -1 : html.indexOf(piece, from)
    if (place < 0) gone.add(piece)
    return place
  }
}

/**
 * The markup without comments, scripts and attributes that do something, styles put away as `data-style`; and the names of
 * its tags. White space around the part that was copied goes with the comments that mark it.
 * @param {string} html
 * @returns {{markup: string, names: Set<string>}}
 */
export function strip(html) {
  const find = finder(html)
  const ends = finder(html.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32)))
  /** @type {Set<string>} */
  const names = new Set()
  /** @type {string[]} */
  let parts = []
  let place = 0
  let begun = false
  for (let start = find("<", 0); start >= 0; start = find("<", place)) {
    parts.push(html.slice(place, start))
    place = start
    const commentEnd = html.startsWith("<!--", start) ? find("-->", start + 4) : -1
    NAME.lastIndex = start
    const tag = NAME.exec(html)
    if (commentEnd >= 0) {
      const said = html.slice(start + 4, commentEnd)
      place = commentEnd + 3
      if (said === "StartFragment" && !begun) {
        begun = true
        parts = [parts.join("").trimEnd()]
      } else if (said === "EndFragment") {
        SPACE.lastIndex = place
        place += SPACE.exec(html)[0].length
      }
    } else if (tag) {
      const name = tag[2].toLowerCase()
      const { kept, end } = attributes(html, NAME.lastIndex, find)
      if (end < 0) break // no tag ends any more: the rest is words
      names.add(name)
      place = end
      const contentEnd = WITH_CONTENT.has(name) && !tag[1] ? ends(`</${name}`, end) : -1
      if (contentEnd >= 0) place = contentEnd
      else if (!WITH_CONTENT.has(name)) parts.push(tag[1] ? `</${name}>` : `<${name}${kept}>`)
    } else {
      parts.push("<")
      place += 1
    }
  }
  parts.push(html.slice(place).replaceAll("<", "&lt;"))
  return { markup: parts.join(""), names }
}

/**
 * The attributes of a tag that are kept, as text, and where the tag ends; -1 where it does not.
 * @param {string} html
 * @param {number} from
 * @param {Find} find
 */
function attributes(html, from, find) {
  let kept = ""
  let place = from
  for (;;) {
    ATTRIBUTE_NAME.lastIndex = place
    const match = ATTRIBUTE_NAME.exec(html)
    if (!match) break
    place = ATTRIBUTE_NAME.lastIndex
    if (!match[2]) continue
    const quote = html[place]
    let value = ""
    if (quote === '"' || quote === "'") {
      const close = find(quote, place + 1)
      if (close < 0) break
      value = html.slice(place, close + 1)
      place = close + 1
    } else {
      BARE_VALUE.lastIndex = place
      value = BARE_VALUE.exec(html)?.[0] ?? ""
      place += value.length
    }
    const name = match[1].toLowerCase()
    if (value && (name === "style" || KEPT.has(name))) kept += ` ${name === "style" ? "data-style" : name}=${value}`
  }
  return { kept, end: find(">", place) + 1 || -1 }
}
