// Tells those who hear the page what happened, in one polite live region.
/** @type {HTMLElement | undefined} */
let region

/** @param {string} text */
export function announce(text) {
  if (!region?.isConnected) {
    region = document.createElement("p")
    region.className = "spoken"
    region.setAttribute("role", "status")
    document.body.append(region)
  }
  region.textContent = ""
  // A region that has just come into the page is not read: the text follows a moment later.
  setTimeout(() => { region.textContent = text }, 100)
}
