// Ctrl+S saves from anywhere, Ctrl+Enter submits or marks as ready; "?" shows the keys, never inside a field, and can be
// switched off in the settings (WCAG 2.1.4: `data-single-keys="off"` on the body).
const singleKeys = () => document.body.dataset.singleKeys !== "off"

let form

function isField(element) {
  return element.isContentEditable || element.closest("input, textarea, select, dialog") !== null
}

function openKeys() {
  const dialog = document.getElementById("keys")
  if (dialog && !dialog.open) dialog.showModal()
}

/** What Ctrl+Enter means here: the lead's "submit", otherwise "ready". */
function finishingButton() {
  return document.querySelector("[data-move=submit]") ?? document.querySelector("button[data-ready]")
}

function withControl(event) {
  return (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && !document.querySelector("dialog[open]")
}

// Before the editor hears of it: Ctrl+Enter would break the line there.
document.addEventListener("keydown", (event) => {
  if (withControl(event) && event.code === "KeyS") {
    event.preventDefault()
    if (form?.isConnected) form.requestSubmit()
  } else if (withControl(event) && event.key === "Enter" && !event.repeat) {
    const button = finishingButton()
    if (!button || event.target.closest("form:not(#entry-form)")) return // Ctrl+Enter in a comment is the comment's
    event.preventDefault()
    event.stopPropagation()
    button.click()
  } else if (event.key === "?" && !event.ctrlKey && !event.metaKey && singleKeys() && !isField(event.target)) {
    event.preventDefault()
    openKeys()
  }
}, { capture: true })

/** Makes the keys work on this form, and the dialog's own parts. */
export function listenForKeys(entryForm) {
  form = entryForm
  const opener = form.querySelector("[data-open-keys]")
  opener.hidden = false
  opener.addEventListener("click", openKeys)
}
