// The library's dialog for a link takes any words for an address, and what leads nowhere would look linked until the page is
// opened again. Addresses are completed before the dialog hands them over, or refused in it.
import { gettext } from "nap-tracker/base/words"
import { completeAddress } from "nap-tracker/writing/addresses"

const DIALOG = "dialog.prose-editor-dialog"

export function watchLinkDialogs() {
  // On its way down: the library's own listener on the button reads the field afterwards.
  document.addEventListener("click", ({ target }) => {
    const button = /** @type {Element} */ (target).closest?.(`${DIALOG} button[type="submit"]`)
    /** @type {HTMLInputElement | null} */
    const field = button?.closest("form").querySelector('input[name="href"]') ?? null
    if (!field?.value.trim()) return
    const address = completeAddress(field.value)
    field.setCustomValidity(
      address ? "" : gettext("This leads nowhere: give an address of the web, such as https://numune.example, or of e-mail."),
    )
    if (address) field.value = address
    else field.addEventListener("input", () => field.setCustomValidity(""), { once: true })
  }, true)
}
