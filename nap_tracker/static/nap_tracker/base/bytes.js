// Bytes as text that can be stored or sent.
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
export const fromBase64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
