"""What is measured on a page as it stands in its window or on paper: its width, texts that are cut, numbers, ranges and
addresses in two lines, controls that something covers or whose words run out of them.
"""

from playwright.sync_api import Page

WIDTHS = (1920, 1366, 683, 360)
HEIGHTS = {1920: 1080, 1366: 650, 683: 325, 360: 640}
# What the margins leave of a sheet of A4, and of the A3 across on which the overview prints.
PAPER = {"width": 695, "height": 1020}
PAPER_ACROSS = {"width": 1512, "height": 1047}
# What stands in two lines: a number, date or e-mail address that is all of its text, and, but in people's own texts, a range
# or an ordinal with its suffix and the word “il”.
BROKEN_NUMBERS = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange()
  const alone = /^\\s*(\\d+(\\.\\d+)+|[\\w.+-]+@[\\w.-]+)\\s*$/
  const small = '[a-zçəğıöşü]{1,6}', end = '(?![\\\\w/@-])', dash = '[\\u2013-]\\u2060?'
  const suffix = `-\\u2060?${small}(?:[ \\u00a0]il(?!k)[a-zçəğıöşü]*)?`
  const within = new RegExp(`(?<![\\\\w.,/@-])\\\\d[\\\\d.]*(?:${dash}\\\\d[\\\\d.]*(?:${suffix})?|${suffix})${end}`, 'g')
  const ofPeople = '.narrative, .document section > :not(h2, h3), blockquote, q, .said, textarea, pre, option'
  const isSeen = part => part.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true })
  const look = (text, from, to) => {
    range.setStart(text, from)
    range.setEnd(text, to)
    const boxes = [...range.getClientRects()].filter(({ width }) => width > 1)
    const isBroken = boxes.some(({ top }) => Math.abs(top - boxes[0].top) > boxes[0].height / 2)
    if (isBroken) found.push(`in two lines: ${text.data.slice(from, to).trim()}`)
  }
  while (walk.nextNode()) {
    const text = walk.currentNode
    if (!/\\d|@/.test(text.data) || !isSeen(text.parentElement) || text.parentElement.closest('.spoken')) continue
    if (alone.test(text.data)) look(text, 0, text.data.length)
    if (text.parentElement.closest(ofPeople)) continue
    for (const match of text.data.matchAll(within)) look(text, match.index, match.index + match[0].length)
  }
  return found
}"""
# A text may end in an ellipsis, be clamped to its lines, or say `data-cut`: there somebody has meant it to be cut.
FLAWS = """isPaper => {
  const brokenNumbers = BROKEN_NUMBERS
  const unseen = '.spoken, .visually-hidden, .skip, .skip-to-content-link' // the second and last: of Django's admin
  const found = [], name = part => {
    const text = (part.innerText || part.value || part.title || '').trim().replace(/\\s+/g, ' ').slice(0, 40)
    return `${part.tagName.toLowerCase()}${part.id ? '#' + part.id : ''}.${part.className.baseVal ?? part.className} “${text}”`
  }
  const ways = { visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true }
  const isSeen = part => part.checkVisibility(ways)
  const texts = part => {
    const boxes = [], walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), range = document.createRange()
    while (walk.nextNode()) {
      if (!walk.currentNode.data.trim() || walk.currentNode.parentElement.closest('.spoken, .visually-hidden')) continue
      range.selectNodeContents(walk.currentNode)
      boxes.push(...range.getClientRects())
    }
    return boxes.filter(({ width, height }) => width && height)
  }
  const drawings = part => [...part.querySelectorAll('svg')].map(svg => svg.getBoundingClientRect()).filter(box => box.width)
  const isOut = (box, of) => box.right > of.right + 1 || box.left < of.left - 1 || box.bottom > of.bottom + 6
  if (document.documentElement.scrollWidth > innerWidth + 1) {
    const scrolls = `.spoken, .visually-hidden${isPaper ? '' : ', .scroll-region'}`
    const wide = [...document.body.querySelectorAll('*')].filter(part =>
      part.getBoundingClientRect().right > innerWidth + 1 && isSeen(part) && !part.closest(scrolls))
    found.push(`wider than the window: ${wide.slice(-1).map(name)}`)
  }
  for (const part of document.body.querySelectorAll('*:not(svg, svg *, option, input, select, textarea, br)')) {
    const isWide = part.scrollWidth > part.clientWidth + 1, isHigh = part.scrollHeight > part.clientHeight + 3
    if (!part.clientWidth || !(isWide || isHigh) || part.closest(`${unseen}, [data-cut]`)) continue
    const style = getComputedStyle(part), cuts = value => value === 'hidden' || value === 'clip'
    const isMeant = style.clipPath !== 'none' || style.webkitLineClamp !== 'none' || style.textOverflow === 'ellipsis'
    if (isMeant || parseFloat(style.textIndent) >= 100) continue // the last: what a mark says in words
    if (!(isWide && cuts(style.overflowX) || isHigh && cuts(style.overflowY)) || !isSeen(part)) continue
    if (texts(part).some(box => isOut(box, part.getBoundingClientRect()))) found.push(`cut: ${name(part)}`)
  }
  found.push(...brokenNumbers())
  if (isPaper) return found
  const controls = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  for (const control of controls) {
    if (control.closest(`${unseen}, [inert]`) || !isSeen(control)) continue
    const style = getComputedStyle(control)
    if (style.pointerEvents === 'none') continue
    // What says its words by a mark alone has them a long way off.
    const mayRun = control.matches('a, button, summary') && control.clientWidth && parseFloat(style.textIndent) < 100
    if (mayRun && control.scrollWidth > control.clientWidth + 1) {
      const { left, right } = control.getBoundingClientRect()
      const runs = [...texts(control), ...drawings(control)].some(box => box.right > right + 1 || box.left < left - 1)
      if (runs) found.push(`runs out: ${name(control)}`)
    }
    control.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' })
    const box = [...control.getClientRects()].find(({ width, height }) => width > 1 && height > 1)
    if (!box) continue
    const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
    const label = at?.closest('label')
    if (at === control || control.contains(at) || label && (label.control === control || label.contains(control))) continue
    found.push(`covered by ${at ? name(at) : 'the edge of the window'}: ${name(control)}`)
  }
  scrollTo(0, 0)
  return found
}""".replace("BROKEN_NUMBERS", BROKEN_NUMBERS)

# What follows the window's size by script has followed: a frame later, or two. A window behind another one has no frames.
SETTLED = """() => new Promise(done => {
  requestAnimationFrame(() => requestAnimationFrame(done))
  setTimeout(done, 500)
})"""


def flaws_by_width(page: Page) -> dict[int, list[str]]:
    """What is wrong with the open page in the windows in which it is used; the page is read once and resized."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.evaluate(SETTLED)
        if flaws := page.evaluate(FLAWS, False):
            found[width] = flaws
    return found


def flaws_on_paper(page: Page) -> list[str]:
    """The same of the open page as it prints; nobody presses controls on paper."""
    is_across = page.evaluate("document.querySelector('link[href*=\"overview/paper\"]') !== null")
    page.set_viewport_size(PAPER_ACROSS if is_across else PAPER)
    page.emulate_media(media="print")
    page.evaluate(SETTLED)
    found: list[str] = page.evaluate(FLAWS, True)
    page.emulate_media(media="screen")
    return found
