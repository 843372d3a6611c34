// What a local copy holds, by version: it may have been written by an older page, or by a newer one in another tab.

/** 2: a text may have line breaks. Raised with every change of `Writing.Content` or of what the editor's text may hold. */
export const SCHEMA = 2
/** @type {Record<number, (content: Writing.Content) => Writing.Content>} from a version to the next */
const STEPS = {
  1: (content) => content, // says the same in 2
}

/** @param {Writing.Content} content */
function isWhole({ narrative, status, nothing_to_report, nothing_reason, internal_note, figures }) {
  const areTexts = [narrative, status, nothing_reason, internal_note].every((text) => typeof text === "string")
  return areTexts && typeof nothing_to_report === "boolean" && typeof figures === "object" && figures !== null
}

/**
 * The content of a copy as this page understands it; null where it does not know how: it must not be put into the text then.
 * @param {Writing.Sealed} copy
 * @returns {Writing.Content | null}
 */
export function readContent({ schema = 1, content }) {
  let found = content
  for (let version = schema; version !== SCHEMA; version += 1) {
    if (!(version in STEPS)) return null
    found = STEPS[version](found)
  }
  return found && isWhole(found) ? found : null
}
