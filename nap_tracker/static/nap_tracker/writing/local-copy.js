// Unsaved text in this browser: one encrypted record for each open page of an entry. The key comes from the server and
// only to the account whose text it is; names of people and entries are not readable in the store either.
import { fromBase64, toHex } from "nap-tracker/base/bytes"
import { get } from "nap-tracker/base/request"
import { SCHEMA } from "nap-tracker/writing/copy-schema"

/**
 * A key of an account: its bytes, the same for the browser's own use, and the tag by which all copies of the account are
 * known.
 * @typedef {{bytes: Uint8Array<ArrayBuffer>, secret: CryptoKey, owner: string}} Key
 */

/**
 * The keys of the account that is signed in: the first closes and opens, the others open what was closed before the
 * server's own key was changed.
 * @typedef {{user: number, keys: Key[]}} Keys
 */

/**
 * What lies in the store. `data` is a `Writing.Sealed` as JSON, encrypted; `owner` and `place` are tags that only the key makes.
 * @typedef {object} StoredCopy
 * @property {string} id
 * @property {string} owner
 * @property {string} place
 * @property {string} page
 * @property {number} at
 * @property {Uint8Array<ArrayBuffer>} iv
 * @property {ArrayBuffer} data
 */

const DATABASE = "nap-tracker"
const STORE = "copies"
const KEPT_MS = 14 * 24 * 60 * 60 * 1000
const LOCK_PATIENCE_MS = 1_500 // so long may the browser take to notice that a page before this one is gone

const isPossible = () => window.isSecureContext && "indexedDB" in window && Boolean(crypto.subtle)
const encoder = new TextEncoder()

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function openDatabase() {
  const opening = indexedDB.open(DATABASE, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id" })
  return settled(opening)
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 */
async function inStore(mode, act) {
  const database = await openDatabase()
  try {
    const transaction = database.transaction(STORE, mode, { durability: "strict" })
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve
      transaction.onabort = () => reject(transaction.error)
    })
    const result = await settled(act(transaction.objectStore(STORE)))
    await done
    return result
  } finally {
    database.close()
  }
}

/** @returns {Promise<StoredCopy[]>} */
const allRecords = () => inStore("readonly", (store) => store.getAll())

/**
 * @param {Uint8Array<ArrayBuffer>} key
 * @param {string} text
 */
async function tagOf(key, text) {
  const words = encoder.encode(text)
  const joined = new Uint8Array(key.length + words.length)
  joined.set(key)
  joined.set(words, key.length)
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", joined)))
}

/**
 * @param {string} key base64
 * @returns {Promise<Key>}
 */
async function keyOf(key) {
  const bytes = fromBase64(key)
  const secret = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"])
  return { bytes, secret, owner: await tagOf(bytes, "owner") }
}

/**
 * The keys of the account that is signed in, or null where there are none to be had.
 * @param {string} address
 * @returns {Promise<Keys | null>}
 */
async function fetchKeys(address) {
  /** @type {Answer.Reply<Answer.Key>} */
  const { status, answer } = await get(address)
  if (status !== 200 || !answer) return null
  const { user, key, former } = answer
  return { user, keys: await Promise.all([key, ...former].map(keyOf)) }
}

/**
 * @param {StoredCopy} record
 * @param {CryptoKey} secret
 * @returns {Promise<Writing.Sealed>}
 */
async function opened(record, secret) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: record.iv }, secret, record.data)
  return JSON.parse(new TextDecoder().decode(plain))
}

/** @param {string} id */
const removeRecord = (id) => inStore("readwrite", (store) => store.delete(id))

/** Takes away what nobody has come back for in 14 days, whoever wrote it. */
async function removeOld() {
  for (const { id, at } of await allRecords()) {
    if (Date.now() - at > KEPT_MS) await removeRecord(id)
  }
}

/**
 * The local copy of one open page of an entry. Where the browser cannot do it (plain http, storage switched off) all of it
 * does nothing.
 * @param {Pick<EntryPlace, "localKey" | "user" | "label">} entry where the key comes from, whose text it is and the entry's
 *   name for people
 * @param {string} page this page's name
 * @returns {Writing.LocalCopy}
 */
export function localCopy({ localKey, user, label }, page) {
  const place = location.pathname // the entry's address
  /** @type {(Key & {place: string})[]} the former ones behind the one that closes */
  let keys = []
  let isOff = !isPossible()
  /** @type {{content: Writing.Content, base: Writing.Base, at: number} | null} */
  let waiting = null
  /** @type {Promise<unknown>} */
  let queue = Promise.resolve()

  async function ready() {
    if (isOff) return false
    if (!keys.length) {
      const fetched = await fetchKeys(localKey)
      if (fetched && fetched.user === Number(user)) {
        keys = await Promise.all(fetched.keys.map(async (key) => ({ ...key, place: await tagOf(key.bytes, place) })))
        await removeOld()
      }
    }
    return keys.length > 0
  }

  /**
   * One after the other; a browser that refuses ends it, a network that fails does not.
   * @template T
   * @param {() => Promise<T>} act
   * @returns {Promise<T | null>}
   */
  function then(act) {
    const done = queue.then(async () => {
      try {
        return (await ready()) ? await act() : null
      } catch (error) {
        if (error instanceof DOMException) isOff = true
        else if (!(error instanceof TypeError)) throw error
        console.warn("No local copy:", error.message)
        return null
      }
    })
    queue = done
    return done
  }

  async function store() {
    if (!waiting) return
    const { content, base, at } = waiting
    waiting = null
    const [key] = keys
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const plain = encoder.encode(JSON.stringify({ schema: SCHEMA, content, base, label, place }))
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key.secret, plain)
    const record = { id: `${key.place}.${page}`, owner: key.owner, place: key.place, page, at, iv, data }
    await inStore("readwrite", (records) => records.put(record))
  }

  async function search() {
    const records = await allRecords()
    /** @param {StoredCopy} record */
    const keyFor = (record) => keys.find((key) => key.place === record.place)
    const mine = records.filter((record) => keyFor(record) && record.page !== page)
    mine.sort((one, other) => other.at - one.at)
    /** @type {Writing.Copy[]} */
    const found = []
    for (const record of mine) {
      if (await isOpen(record.page)) continue // another tab that is being written in
      found.push({ id: record.id, at: record.at, ...(await opened(record, keyFor(record).secret)) })
    }
    return found
  }

  if (!isOff) navigator.locks?.request(`page-${page}`, () => new Promise(() => {}))

  return {
    write(content, base) {
      waiting = { content, base, at: Date.now() }
      then(store)
    },
    remove() {
      waiting = null
      return then(() => removeRecord(`${keys[0].place}.${page}`))
    },
    find: async () => (await then(search)) ?? [],
    discard: (id) => then(() => removeRecord(id)),
  }
}

/**
 * Whether the page still stands open in another tab.
 * @param {string} page
 */
async function isOpen(page) {
  if (!navigator.locks) return false
  try {
    return await navigator.locks.request(`page-${page}`, { signal: AbortSignal.timeout(LOCK_PATIENCE_MS) }, () => false)
  } catch (error) {
    const { name } = /** @type {Error} */ (error)
    if (name !== "AbortError" && name !== "TimeoutError") throw error
    return true
  }
}

/**
 * The label for people; "?" where the record cannot be read: it must not keep the others from being removed.
 * @param {StoredCopy} record
 * @param {CryptoKey} secret
 */
async function labelOf(record, secret) {
  try {
    return (await opened(record, secret)).label
  } catch (error) {
    console.warn("A local copy cannot be read:", /** @type {Error} */ (error).message)
    return "?"
  }
}

/**
 * All copies of the account that is signed in, or null where there are none.
 * @param {string} keyAddress
 * @returns {Promise<{labels: string[], remove(): Promise<void>} | null>}
 */
export async function copiesOfAccount(keyAddress) {
  if (!isPossible()) return null
  const records = await allRecords()
  if (!records.length) return null
  const fetched = await fetchKeys(keyAddress)
  /** @param {StoredCopy} record */
  const keyFor = (record) => fetched?.keys.find(({ owner }) => owner === record.owner)
  const mine = records.filter(keyFor)
  if (!mine.length) return null
  const labels = []
  for (const record of mine) labels.push(await labelOf(record, keyFor(record).secret))
  return {
    labels: [...new Set(labels)],
    async remove() {
      for (const { id } of mine) await removeRecord(id)
    },
  }
}
