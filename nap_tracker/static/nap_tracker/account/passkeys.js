// Passkeys: turns what the server asks into what the browser wants, and its answer into JSON for the server.
// On pages with a button[data-passkey] the answer goes into the form around it, which is then sent.
import { fromBase64 } from "nap-tracker/base/bytes"

export const passkeysWork = () => window.isSecureContext && "PublicKeyCredential" in window

/** @param {string} text */
function toBytes(text) {
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"))
}

/** @param {ArrayBuffer} buffer */
function toText(buffer) {
  const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("")
  return btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

/** @param {Answer.PasskeyName[]} [list] */
const withBytes = (list) => list?.map((item) => ({ ...item, id: toBytes(item.id) }))

/**
 * @param {PublicKeyCredential} credential
 * @param {Record<string, string | string[] | undefined>} response
 */
function describe(credential, response) {
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
  }
}

/**
 * Makes a new passkey for the server's creation options; rejects with a DOMException when the person stops.
 * @param {Answer.NewPasskeyOptions} options
 */
export async function createPasskey({ publicKey }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
    },
  })
  const credential = /** @type {PublicKeyCredential} */ (made)
  const response = /** @type {AuthenticatorAttestationResponse} */ (credential.response)
  return describe(credential, {
    attestationObject: toText(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  })
}

/**
 * Proves with a passkey who one is, for the server's request options; rejects when the person stops.
 * @param {Answer.PasskeyOptions} options
 */
export async function getPasskey({ publicKey }) {
  const found = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
    },
  })
  const credential = /** @type {PublicKeyCredential} */ (found)
  const { authenticatorData, signature, userHandle } = /** @type {AuthenticatorAssertionResponse} */ (credential.response)
  return describe(credential, {
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : undefined,
  })
}

/** @param {HTMLButtonElement} button */
function wire(button) {
  const { form } = button
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("credential"))
  const problem = form.querySelector("[data-passkey-problem]")
  const options = JSON.parse(document.getElementById("passkey-options").textContent)
  const act = button.dataset.passkey === "create" ? createPasskey : getPasskey
  if (!passkeysWork()) {
    button.disabled = true
    problem.textContent = button.dataset.unsupported
    return
  }
  button.addEventListener("click", async () => {
    problem.textContent = ""
    button.disabled = true
    try {
      field.value = JSON.stringify(await act(options))
      form.submit()
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
      problem.textContent = button.dataset.cancelled
    } finally {
      button.disabled = false
    }
  })
  // Enter in a field of the form means the same as the button: without an answer there is nothing to send.
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    button.click()
  })
}

/** @type {NodeListOf<HTMLButtonElement>} */
const buttons = document.querySelectorAll("button[data-passkey]")
buttons.forEach(wire)
