/**
 * A small button that does something on this page.
 * @param {string} text
 * @param {() => void} act
 */
export function smallButton(text, act) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "button is-small"
  button.textContent = text
  button.addEventListener("click", act)
  return button
}
