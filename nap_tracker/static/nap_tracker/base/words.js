// Words in the reader's language, from Django's catalogue. It is asked anew each time: the modules of the frame run before
// it has come, and a page that never gets it must still save.
/** @param {string} text */
export const gettext = (text) => window.gettext?.(text) ?? text

/**
 * Puts values where the text says %(name)s. Django's own function comes with the catalogue, so it may be missing.
 * @param {string} text
 * @param {Record<string, string>} values
 */
export const interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name])
