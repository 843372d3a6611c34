// What is folded away has to be opened before anything in it can be shown.

/**
 * Opens every fold around a place; the focus stays where it is.
 * @param {Element} place
 */
export function unfoldAround(place) {
  for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true
}
