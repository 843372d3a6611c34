// What keeps a range or an ordinal on one line is no part of the words: whoever copies them does not get it.
// Fields and the editor copy by themselves what stands in them.

const JOINER = /\u2060/g // plans/azerbaijani/unbroken.py puts it in

document.addEventListener("copy", (event) => {
  const from = event.target instanceof Element ? event.target : null
  if (event.defaultPrevented || from?.closest("input, textarea, [contenteditable]")) return
  const selection = getSelection()
  if (!selection?.rangeCount || !String(selection).match(JOINER)) return
  const copied = document.createElement("div")
  copied.append(selection.getRangeAt(0).cloneContents())
  event.clipboardData.setData("text/plain", String(selection).replace(JOINER, "").replaceAll("\u00a0", " "))
  event.clipboardData.setData("text/html", copied.innerHTML.replace(JOINER, "").replaceAll("&nbsp;", " "))
  event.preventDefault()
})
