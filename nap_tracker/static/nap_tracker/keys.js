// Ctrl+S saves from anywhere; "?" shows the keys, never inside a field, and can be switched off (WCAG 2.1.4).
const SWITCH = "single-keys"
const singleKeys = () => localStorage.getItem(SWITCH) !== "off"

let form

function isField(element) {
  return element.isContentEditable || element.closest("input, textarea, select, dialog") !== null
}

function openKeys() {
  const dialog = document.getElementById("keys")
  if (dialog && !dialog.open) dialog.showModal()
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === "KeyS") {
    event.preventDefault()
    if (form?.isConnected) form.requestSubmit()
  } else if (event.key === "?" && !event.ctrlKey && !event.metaKey && singleKeys() && !isField(event.target)) {
    event.preventDefault()
    openKeys()
  }
})

/** Makes the keys work on this form, and the dialog's own parts. */
export function listenForKeys(entryForm) {
  form = entryForm
  const opener = form.querySelector("[data-open-keys]")
  opener.hidden = false
  opener.addEventListener("click", openKeys)
  const box = document.getElementById("single-keys")
  box.checked = singleKeys()
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"))
}
