"""What is measured on a page as it stands in its window: its width, texts that are cut, numbers and addresses in two
lines, controls that something covers.
"""

from playwright.sync_api import Page

WIDTHS = (1920, 1366, 683, 360)
HEIGHTS = {1920: 1080, 1366: 650, 683: 325, 360: 640}
# A text may end in an ellipsis, be clamped to its lines, or say `data-cut`: there somebody has meant it to be cut.
FLAWS = """() => {
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
  const isOut = (box, of) => box.right > of.right + 1 || box.left < of.left - 1 || box.bottom > of.bottom + 6
  if (document.documentElement.scrollWidth > innerWidth + 1) {
    const scrolls = '.spoken, .visually-hidden, .scroll-region'
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
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange()
  while (walk.nextNode()) {
    const text = walk.currentNode
    if (!/^\\s*(\\d+(\\.\\d+)+|[\\w.+-]+@[\\w.-]+)\\s*$/.test(text.data) || !isSeen(text.parentElement)) continue
    range.selectNodeContents(text)
    const tops = [...range.getClientRects()].filter(({ width }) => width > 1).map(({ top }) => Math.round(top))
    if (new Set(tops).size > 1) found.push(`in two lines: ${text.data.trim()}`)
  }
  const controls = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  for (const control of controls) {
    if (control.closest(`${unseen}, [inert]`) || !isSeen(control)) continue
    if (getComputedStyle(control).pointerEvents === 'none') continue
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
}"""

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
        if flaws := page.evaluate(FLAWS):
            found[width] = flaws
    return found
