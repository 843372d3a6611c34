// The entry page of somebody who reads: who else has it open, forms that are sent once, and the text that a page which
// could still be written in has left behind.
import { refill } from "nap-tracker/base/attention"
import { watchConnection } from "nap-tracker/base/connection"
import { post } from "nap-tracker/base/request"
import { signal } from "nap-tracker/base/signal"
import { gettext, interpolate } from "nap-tracker/base/words"
import { fieldsOf, newPageName } from "nap-tracker/writing/fields"
import { guardForms } from "nap-tracker/writing/flush"
import { savedBy, startFollowing } from "nap-tracker/writing/following"
import { localCopy } from "nap-tracker/writing/local-copy"
import { offerCopies } from "nap-tracker/writing/offer"
import { startPresence } from "nap-tracker/writing/presence"

const place = /** @type {EntryPlace} */ (document.getElementById("entry-page").dataset)
const page = newPageName()
guardForms(null)
if (place.presence) startPresence({ address: place.presence, page, hear: hearing(), lose })
watchConnection((text) => {
  if (text) signal(text)
})

/** @returns {(answer: Answer.Presence) => void} */
function hearing() {
  const following = startFollowing({ place })
  let told = ""
  return (answer) => {
    following.hear(answer)
    let text = ""
    if (answer.state !== place.state) text = interpolate(gettext("The entry has moved on: %(state)s."), { state: answer.state_label })
    else if (String(answer.version ?? "") !== place.version) text = savedBy(answer)
    else if (following.hasNewComments(answer)) text = gettext("There is something new in the comments.")
    if (!text || text === told) return
    told = text
    signal(text, { text: gettext("Show"), act: () => location.reload() })
  }
}

function lose() {
  signal(gettext("You may not read this entry any more: your role or your agency has changed, or the entry is another's."))
}

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
  const isKept = (status === 409 && answer?.result === "late") || status === 200
  if (!isKept) signal(answer?.result === "invalid" ? Object.values(answer.errors).join(" ") : gettext("Not saved: the server does not accept it now. The text stays in this browser; try again later."))
  return isKept
}

if (place.autosave) {
  const copies = localCopy(place, page)
  offerCopies({ copies, address: place.difference, take: keep, takeWords: gettext("Keep it beside the entry") })
}
