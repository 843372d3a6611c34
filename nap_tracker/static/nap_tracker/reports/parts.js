// A report that is shown part by part: a link to a place in it that names no part leads to the part where the place is.

/** @param {string} name @returns {HTMLAnchorElement | undefined} */
function linkTo(name) {
  const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("[data-places] a")])
  const leading = links.filter(({ hash }) => hash === `#${name}` || name.startsWith(`${hash.slice(1)}-`))
  return leading.sort((one, other) => other.hash.length - one.hash.length)[0]
}

function go() {
  const name = location.hash.slice(1)
  if (!name || document.getElementById(name)) return
  const link = linkTo(name)
  if (link && link.search !== location.search) location.replace(`${link.pathname}${link.search}#${name}`)
}

go()
addEventListener("hashchange", go)
