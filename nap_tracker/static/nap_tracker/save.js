// What the bar says while one writes: unsaved, saving, saved, not saved. HTMX sends the form; this listens.
const QUIET_MS = 200 // a save that is done sooner shows no "saving"
const PAGE_ANSWERS = [409, 422] // the server sends the page again with the typed text and what to do

let form
let changes = 0 // counts what was typed, so that typing during a save is not taken for saved
let sent = 0
let saved = 0
let quiet
const saving = { count: () => {} }

const isDirty = () => changes !== saved
const isOurs = (event) => event.detail.elt === form

function show(state) {
  clearTimeout(quiet)
  const template = form.querySelector(`template[data-save-state="${state}"]`)
  const place = document.getElementById("save-state")
  place.replaceChildren(template.content.cloneNode(true))
  place.closest(".save-bar").classList.toggle("is-failed", !["unsaved", "saving"].includes(state))
}

function fail(state) {
  saved = -1 // whatever is typed, it is not on the server
  show(state)
}

/** Begins to watch a form that stands newly in the page; the page that came with a problem holds unsaved text. */
export function watchForm(entryForm) {
  form = entryForm
  changes = 0
  saved = document.getElementById("problem") ? -1 : 0
  if (isDirty()) show("unsaved")
  const changed = () => {
    changes += 1
    if (!document.querySelector(".save-bar.is-failed")) show("unsaved")
  }
  form.addEventListener("input", changed)
  return saving
}

document.addEventListener("htmx:configRequest", (event) => {
  if (!isOurs(event)) return
  // Whoever signed in again in another tab has a new token: the cookie knows it, the page does not.
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1]
  if (token) event.detail.parameters.set("csrfmiddlewaretoken", token)
})

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isOurs(event)) return
  sent = changes
  clearTimeout(quiet)
  quiet = setTimeout(() => show("saving"), QUIET_MS)
})

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isOurs(event)) return
  const { xhr } = event.detail
  if (PAGE_ANSWERS.includes(xhr.status)) {
    clearTimeout(quiet)
    Object.assign(event.detail, {
      // The head of that page carries another response's nonce, which this one's policy would not let through.
      serverResponse: event.detail.serverResponse.replace(/<head>[\s\S]*?<\/head>/, ""),
      shouldSwap: true,
      isError: false,
      target: document.getElementById("main"),
      selectOverride: "#main",
      swapOverride: "outerHTML show:window:top",
    })
  } else if (xhr.status === 200 && !xhr.responseText.includes("data-saved=")) {
    // Not the answer to a save: the sign-in page, to which a session that has ended leads.
    event.detail.shouldSwap = false
    fail("signed-out")
  } else if (xhr.status === 200) {
    document.getElementById("problem")?.remove() // what it told is settled: the text is saved now
  }
})

document.addEventListener("htmx:afterRequest", (event) => {
  if (!isOurs(event)) return
  clearTimeout(quiet)
  const { xhr } = event.detail
  if (PAGE_ANSWERS.includes(xhr.status)) return
  if (xhr.status === 200) {
    if (!xhr.responseText.includes("data-saved=")) return
    saved = sent
    document.querySelector(".save-bar").classList.remove("is-failed")
    saving.count()
    if (isDirty()) show("unsaved")
  } else {
    fail(xhr.status >= 400 && xhr.status < 500 ? "refused" : "failed")
  }
})

window.addEventListener("beforeunload", (event) => {
  const waitsToBeCopied = document.querySelector("[data-unsaved-text]") !== null
  if (waitsToBeCopied || (form?.isConnected && isDirty())) event.preventDefault()
})
