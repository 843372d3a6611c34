// Ctrl+P prints what stands on the page now: status and figures beside the text are put into the lines that paper has.

/** @param {EntryForm} form */
export function keepPaper(form) {
  window.addEventListener("beforeprint", () => {
    const chosen = document.querySelector("input[name=status]:checked")
    const status = document.querySelector("[data-paper-status]")
    if (status) status.textContent = form.elements.status?.value ? chosen.closest("label").textContent.trim() : ""
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-paper-figure]"))) {
      const field = /** @type {HTMLInputElement | null} */ (document.getElementById(place.dataset.paperFigure))
      if (field) place.textContent = field.value
    }
  })
}
