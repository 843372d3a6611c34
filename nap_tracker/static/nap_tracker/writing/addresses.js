// The addresses that a link may lead to, as plans/narrative/links.py has them: one table tests both.
const FILES = "doc|docx|gif|htm|html|jpeg|jpg|pdf|png|ppt|pptx|rtf|txt|xls|xlsx|zip"
const WEB_START = /^https?:\/\/[^\s/?#\\%]/i
const WEB = /^https?:\/\/[^\s/?#\\%]+(?:[/?#].*)?$/iu
const MAIL = /^(?:mailto:)?[^\s@/:]+@[^\s@/:]+\.[^\s@/:.]{2,}(?:\?.*)?$/iu
const HOST = /^(?:[\p{L}\p{N}_-]{1,63}\.){1,10}\p{L}{2,63}(?:[/?#].*)?$/u
const FILE = new RegExp(`^[^/?#]*\\.(?:${FILES})$`, "i")

/**
 * The address as a link can hold it, completed where it says enough; "" for what leads nowhere.
 * @param {string} text
 */
export function completeAddress(text) {
  let address = text.trim()
  if (WEB_START.test(address)) {
    address = address.replaceAll(" ", "%20")
    return WEB.test(address) && !/\s/.test(address) ? address : ""
  }
  if (/\s/.test(address)) return ""
  if (MAIL.test(address)) return /^mailto:/i.test(address) ? address : `mailto:${address}`
  return HOST.test(address) && !FILE.test(address) ? `https://${address}` : ""
}
