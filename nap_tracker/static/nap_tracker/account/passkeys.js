// Passkeys: turns what the server asks into what the browser wants, and its answer into JSON for the server.
// On pages with a button[data-passkey] the answer goes into the form around it, which is then sent.
import { fromBase64 } from "nap-tracker/base/bytes"

export const passkeysWork = () => window.isSecureContext && "PublicKeyCredential" in window

function toBytes(text) {
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"))
}

function toText(buffer) {
  const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("")
  return btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

const withBytes = (list) => list?.map((item) => ({ ...item, id: toBytes(item.id) }))

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

/** Makes a new passkey for the server's creation options; rejects with a DOMException when the person stops. */
export async function createPasskey({ publicKey }) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
    },
  })
  return describe(credential, {
    attestationObject: toText(credential.response.attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  })
}

/** Proves with a passkey who one is, for the server's request options; rejects when the person stops. */
export async function getPasskey({ publicKey }) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
    },
  })
  const { authenticatorData, signature, userHandle } = credential.response
  return describe(credential, {
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : undefined,
  })
}

function wire(button) {
  const form = button.form
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
      form.elements.credential.value = JSON.stringify(await act(options))
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

document.querySelectorAll("button[data-passkey]").forEach(wire)
