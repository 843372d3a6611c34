// The seconds in which a decision can be undone. The server counts itself: this only says so.
for (const button of document.querySelectorAll("[data-undo]")) {
  const left = button.querySelector(".left")
  const end = performance.now() + Number(button.dataset.undo) * 1000
  const count = () => {
    const seconds = Math.ceil((end - performance.now()) / 1000)
    left.textContent = seconds > 0 ? String(seconds) : ""
    if (seconds > 0) setTimeout(count, 250)
    else button.hidden = true
  }
  count()
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) button.hidden = true
  })
}
