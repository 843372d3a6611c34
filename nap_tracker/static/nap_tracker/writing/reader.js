// The entry page of somebody who reads: who else has it open, forms that are sent once, and the text that a page which
// could still be written in has left behind.
import { refill } from "nap-tracker/base/attention"
import { post } from "nap-tracker/base/request"
import { gettext } from "nap-tracker/base/words"
import { fieldsOf, newPageName } from "nap-tracker/writing/fields"
import { guardForms } from "nap-tracker/writing/flush"
import { localCopy } from "nap-tracker/writing/local-copy"
import { offerCopies } from "nap-tracker/writing/offer"
import { startPresence } from "nap-tracker/writing/presence"

const place = /** @type {EntryPlace} */ (document.getElementById("entry-page").dataset)
const page = newPageName()
guardForms(null)
if (place.presence) startPresence({ address: place.presence, page })

/**
 * Gives the text to the server, which keeps it beside the entry: the entry itself can no longer be changed.
 * @param {Writing.Copy} copy
 */
async function keep(copy) {
  const { version, page: name, pageSave } = copy.base
  const fields = { ...fieldsOf(copy.content), writer: place.user, version: version ?? "", page: name, page_save: pageSave + 1 }
  /** @type {Answer.Reply<Answer.Save>} */
  const { status, answer } = await post(place.autosave, fields)
  if (status === 409 && answer?.result === "late") {
    const notices = document.getElementById("entry-notices")
    refill(notices, () => { notices.innerHTML = answer.html })
  }
  return (status === 409 && answer?.result === "late") || status === 200
}

if (place.autosave) {
  const copies = localCopy(place, page)
  offerCopies({ copies, address: place.difference, take: keep, takeWords: gettext("Keep it beside the entry") })
}
