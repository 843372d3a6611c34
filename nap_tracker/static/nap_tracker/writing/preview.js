// The entry as it prints, over the page: saved first, made by the server, closed by Escape; the caret is where it was.
import { lead, openDialog, thisMoment } from "nap-tracker/base/attention"
import { isPlainClick } from "nap-tracker/base/keys"
import { get } from "nap-tracker/base/request"
import { signal } from "nap-tracker/base/signal"
import { gettext } from "nap-tracker/base/words"

/**
 * Lets the links to the printed form open it here.
 * @param {Pick<Writing.Saver, "flush">} saver
 * @param {Writing.Editor} editor
 */
export function startPreview(saver, editor) {
  /** @type {HTMLDialogElement} */
  const dialog = document.getElementById("preview")
  const place = dialog?.querySelector("[data-preview-place]")
  if (!place) return
  dialog.addEventListener("close", () => {
    place.replaceChildren()
    lead(editor.view)
  })
  document.addEventListener("click", async (event) => {
    /** @type {HTMLAnchorElement | null} */
    const link = /** @type {HTMLElement} */ (event.target).closest?.("a[data-preview]")
    if (!link || !isPlainClick(event)) return
    event.preventDefault()
    const menu = link.closest("details")
    if (menu) menu.open = false
    const asked = thisMoment()
    const isSaved = await saver.flush({ isAsked: true })
    const { status, html } = isSaved ? await get(link.href, { isInBackground: false }) : { status: 0, html: "" }
    const found = status === 200 ? documentOf(html) : null
    if (!found) {
      signal(status === 404 ? gettext("There is no text to print yet.") : gettext("The preview could not be made: nothing is lost, try it again."))
    } else if (asked.isStill()) {
      place.replaceChildren(found)
      openDialog(dialog)
    }
  })
}

/**
 * The paper in the answer's page. It is cut out before it is read: the styles of that page have a nonce of their own.
 * @param {string} html
 */
function documentOf(html) {
  const begin = html.indexOf('<article class="document"')
  const end = html.indexOf("</article>", begin)
  return begin < 0 || end < 0 ? null : new DOMParser().parseFromString(html.slice(begin, end), "text/html").querySelector(".document")
}
