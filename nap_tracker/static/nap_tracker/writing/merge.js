// Two texts, one choice for each place where they differ: reads what the person chose in templates/plans/_merge.html.

const LISTS = ["UL", "OL"]

/** Appends blocks; items that go on a list which the blocks before them end with are put into that list. */
function append(target, template, joins) {
  const blocks = template.content.cloneNode(true)
  const last = target.lastElementChild
  const first = blocks.firstElementChild
  if (joins && last && first && LISTS.includes(first.tagName) && last.tagName === first.tagName) {
    last.append(...first.childNodes)
    first.remove()
  }
  target.append(blocks)
}

function narrativeOf(form) {
  const target = document.createElement("div")
  for (const piece of form.querySelectorAll("[data-piece]")) {
    const choice = piece.querySelector("input:checked")?.value ?? ""
    for (const template of piece.querySelectorAll("template")) {
      const { side } = template.dataset
      if (!side || choice === "both" || choice === side) append(target, template, "joins" in template.dataset)
    }
  }
  return target.innerHTML
}

/** The whole content that the choices make; `values` are those that needed none. */
function contentOfChoice(form, values) {
  const content = { ...values, figures: { ...values.figures }, narrative: narrativeOf(form) }
  for (const field of form.querySelectorAll("[data-value]")) {
    const name = field.dataset.value
    const { raw } = field.querySelector("input:checked").dataset
    if (name.startsWith("figures:")) content.figures[name.slice("figures:".length)] = raw
    else content[name] = name === "nothing_to_report" ? raw === "true" : raw
  }
  return content
}

/** Shows both texts; resolves to the content that was chosen, or null when the person puts it off. */
export function chooseBetween(html, values) {
  const dialog = document.createElement("dialog")
  dialog.className = "dialog merge"
  dialog.id = "merge"
  dialog.setAttribute("aria-labelledby", "merge-title")
  const template = document.createElement("template")
  template.innerHTML = html
  dialog.append(template.content)
  document.getElementById("main").append(dialog)
  const form = dialog.querySelector("form")
  return new Promise((resolve) => {
    let chosen = null
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      chosen = contentOfChoice(form, values)
      dialog.close()
    })
    dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close())
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(chosen)
    })
    dialog.showModal()
  })
}
