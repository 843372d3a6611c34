// What the server answers to scripts in JSON. Written in plans/views/autosave.py, plans/views/notices.py, accounts/views.py.

declare namespace Answer {
  /** Of base/request. */
  interface Reply<T = unknown> {
    /** 0: the server did not answer. */
    status: number
    /** Where it speaks JSON. */
    answer: T | null
    /** Where it does not. */
    html: string
  }

  /** How the entry stands after a save. */
  interface Standing {
    version: number | null
    state: string
    saved_at: string
    /** The text that is kept beside the entry, where there is one. */
    side: number | null
    /** By the key of an indicator, why its figure was not understood. */
    figure_errors: Record<string, string>
  }

  interface Saved extends Standing {
    result: "saved"
    words: number
  }

  interface Merged extends Standing {
    result: "merged"
    words: number
    content: Writing.Content
    message: string
  }

  interface Conflict extends Standing {
    result: "conflict"
    html: string
    /** The other text is of the writer, too: from another window. */
    other_is_self: boolean
    /** The fields that need no choice. */
    values: Partial<Writing.Content>
  }

  interface Late extends Standing {
    result: "late"
    html: string
  }

  interface Invalid {
    result: "invalid"
    errors: Record<string, string>
    /** The text is kept beside the entry until the next save settles it: only together with another is it too large. */
    side?: number
  }

  interface OtherWriter {
    result: "other_writer"
    message: string
  }

  /** An answer of the frame: no right any more, no token, no database. */
  interface Refused {
    result?: "csrf" | "unavailable"
    message?: string
  }

  type Save = Saved | Merged | Conflict | Late | Invalid | OtherWriter | Refused

  interface Other {
    name: string
    writing: boolean
    me: boolean
  }

  /** Who else has the entry open, and how it stands. */
  interface Presence {
    others: Other[]
    version: number | null
    state: string
    editable: boolean
    updated_by: string
    updated_by_me?: boolean
    ready?: boolean
    /** The state in words. */
    state_label?: string
    /** Changes with each comment, and whenever one is dealt with or resolved. */
    comments?: string
    /** Why it can no longer be edited; only for those who write. */
    html?: string
  }

  /** What stands beside the text now; `parts` are HTML by the ids of their places. */
  interface Following {
    version: number | null
    state: string
    editable: boolean
    ready: boolean
    parts: Record<string, string>
  }

  interface Key {
    user: number
    /** Base64 of 32 bytes. */
    key: string
    /** What was the key before, the newest first. */
    former: string[]
  }

  interface SignedIn {
    ok?: true
    /** The new token of forms. */
    csrf?: string
    second_factor?: true
    passkey?: PasskeyOptions | null
    error?: string
  }

  /** A passkey, with bytes in base64url as everywhere in WebAuthn's options here. */
  interface PasskeyName {
    type: "public-key"
    id: string
    transports?: AuthenticatorTransport[]
  }

  /** WebAuthn's options for a proof. */
  interface PasskeyOptions {
    publicKey: Omit<PublicKeyCredentialRequestOptions, "challenge" | "allowCredentials"> & {
      challenge: string
      allowCredentials?: PasskeyName[]
    }
  }

  /** The same for a new passkey. */
  interface NewPasskeyOptions {
    publicKey: Omit<PublicKeyCredentialCreationOptions, "challenge" | "user" | "excludeCredentials"> & {
      challenge: string
      user: { id: string; name: string; displayName: string }
      excludeCredentials?: PasskeyName[]
    }
  }

  /** reports.production.views.progress: how far a file is */
  interface JobProgress {
    isFinished: boolean
    /** There is a worker for it. */
    isServed: boolean
    done: number
    steps: number
    doing: string
    left: string
  }

  interface Unread {
    unread: number
  }
}
