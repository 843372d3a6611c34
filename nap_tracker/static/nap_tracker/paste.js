// What comes from the clipboard is stripped before the editor reads it: the security policy forbids style and event
// attributes even in a document that is never shown. Bold and italic that are said by style become tags, as offices and
// web editors write them; everything else that a narrative may not hold the editor and the server leave out.
const TAG = /<(\/?)([a-z][\w:-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi
const ATTRIBUTE = /([\w:-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)/g
const KEPT = ["href", "colspan", "rowspan", "start", "data-pm-slice"] // the last is the editor's own, for its own copies
const DROPPED = /<!--[\s\S]*?-->|<(script|style|title|xml)\b[\s\S]*?<\/\1\s*>/gi
const BOLD = /font-weight\s*:\s*(bold|bolder|[6-9]00)/i
const NOT_BOLD = /font-weight\s*:\s*(normal|[1-5]00)/i
const ITALIC = /font-style\s*:\s*(italic|oblique)/i

/** HTML from the clipboard without styles, handlers, comments; `span` with a bold or italic style as tags. */
export function plainMarkup(html) {
  const open = [] // for each open span or b: the end tags that it needs
  return html.replace(DROPPED, "").replace(TAG, (_whole, slash, tagName, rest) => {
    const name = tagName.toLowerCase()
    const wrapped = name === "span" || name === "b"
    if (slash) return wrapped ? open.pop() ?? "" : `</${name}>`
    const attributes = [...rest.matchAll(ATTRIBUTE)].map(([text, key, value]) => ({ text, key: key.toLowerCase(), value }))
    if (wrapped) {
      const style = attributes.find(({ key }) => key === "style")?.value ?? ""
      const tags = []
      if (name === "b" ? !NOT_BOLD.test(style) : BOLD.test(style)) tags.push("strong")
      if (ITALIC.test(style)) tags.push("em")
      open.push([...tags].reverse().map((tag) => `</${tag}>`).join(""))
      return tags.map((tag) => `<${tag}>`).join("")
    }
    const kept = attributes.filter(({ key }) => KEPT.includes(key)).map(({ text }) => ` ${text}`)
    return `<${name}${kept.join("")}>`
  })
}
