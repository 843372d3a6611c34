// A table of the administration on a narrow screen: each row becomes a card whose values stand under the names of their
// columns, which are taken from the head. Without this the table scrolls in its box.

for (const table of /** @type {NodeListOf<HTMLTableElement>} */ (document.querySelectorAll("#result_list"))) {
  const heads = [...table.querySelectorAll("thead th")].map((head) => head.querySelector(".text")?.textContent?.trim() ?? "")
  for (const row of table.tBodies[0]?.rows ?? []) {
    for (const [place, cell] of [...row.cells].entries()) {
      if (heads[place] && !cell.classList.contains("action-checkbox")) cell.dataset.column = heads[place]
    }
  }
  table.classList.add("has-column-names")
}
