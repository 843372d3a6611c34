// Counts how much text is gone over: a clock would say more of the machine than of the module.

// What goes over its whole text, or may.
const WHOLE = [
  "includes", "lastIndexOf", "match", "matchAll", "replace", "replaceAll", "search", "split", "toLowerCase", "toUpperCase", "trim",
  "trimEnd", "trimStart",
]

/**
 * How many characters are gone over while something is done: by methods of texts, and by regular expressions, as far as they
 * match; a sticky one that does not match counts for one, any other for the rest of the text. What goes over a text in two ways
 * at once counts twice.
 * @param {() => void} act
 */
export function charactersVisited(act) {
  const texts = /** @type {Record<string, (...more: unknown[]) => unknown>} */ (/** @type {unknown} */ (String.prototype))
  const { exec } = RegExp.prototype
  const { indexOf } = String.prototype
  const others = Object.fromEntries(WHOLE.map((name) => [name, texts[name]]))
  let visited = 0
  for (const name of WHOLE) {
    texts[name] = /** @this {string} */ function (...more) {
      visited += this.length
      return others[name].apply(this, more)
    }
  }
  String.prototype.indexOf = function (piece, from = 0) {
    const place = indexOf.call(this, piece, from)
    visited += (place < 0 ? this.length : place + piece.length) - from
    return place
  }
  RegExp.prototype.exec = function (text) {
    const from = this.sticky || this.global ? this.lastIndex : 0
    const match = exec.call(this, text)
    if (match) visited += match.index + match[0].length - from
    else visited += this.sticky ? 1 : text.length - from
    return match
  }
  try {
    act()
  } finally {
    Object.assign(String.prototype, others, { indexOf })
    Object.assign(RegExp.prototype, { exec })
  }
  return visited
}
