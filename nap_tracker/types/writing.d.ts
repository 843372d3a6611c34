// What the scripts of the entry page hand each other.

declare namespace Writing {
  type Editor = import("django-prose-editor/editor").Editor
  type SaveBar = ReturnType<typeof import("nap-tracker/writing/save").saveBar>

  /** An entry's content, as the fields of the page hold it: CONTENT_FIELDS of plans/models. */
  interface Content {
    /** HTML. */
    narrative: string
    status: string
    nothing_to_report: boolean
    nothing_reason: string
    internal_note: string
    /** As they were typed, by the key of their indicator. */
    figures: Record<string, string>
  }

  /** What was made of two texts; with `isToEdit` the person looks at it on the page first. */
  type Choice = Content & { isToEdit?: boolean }

  /** What the text of a page began from, and which save this is of which page. */
  interface Base {
    version: number | null
    /** The text beside the entry from which the page writes on, where it is not the version. */
    ancestorSide: number | null
    /** The text beside the entry whose conflict is decided with the next save. */
    settlesSide: number | null
    page: string
    pageSave: number
  }

  /** Why saving waits; "page": the page came with a problem. */
  type Stop = "" | "choice" | "signed-out" | "other-writer" | "gone" | "late" | "invalid" | "page"

  /** What other modules may do with the saving of a page. Promises tell whether all that stands on it is on the server. */
  interface Saver {
    /** Saves now. */
    flush(options?: { isAsked?: boolean }): Promise<boolean>
    isDirty(): boolean
    isSaving(): boolean
    version(): number | null
    /** Saving waits for the person. */
    stop(reason: Stop): void
    resume(): Promise<boolean>
    /** Saves a content that was put together of two: `side` is the text whose conflict is decided with it. `isHeld`: once the
     * person says so. */
    settle(version: number | null, side: number | null, options?: { isHeld?: boolean }): Promise<boolean>
    /** Saves the content of a page that has crashed, from where that page had begun. */
    adopt(found: Base): Promise<boolean>
    /** The person gives up what is not saved. */
    abandon(): void
  }

  /** A saver, whether something was typed since what it has sent, and whether a merged text stands on the page now. */
  type Sender = Saver & { isNewer?: boolean; isTaken?: boolean }

  /** What stood on the page when it was sent. */
  interface Snapshot {
    content: Content
    /** Puts what the server has made of it beside what was typed since; false: not now, nothing is changed. */
    take(merged: Content): boolean
    forget(): void
  }

  /** What each kind of answer to a save does to the page. */
  interface Reactions {
    saved(answer: Answer.Saved | Answer.Merged): void
    merged(answer: Answer.Merged, saver: Sender): void
    conflict(answer: Answer.Conflict, saver: Sender): void
    late(answer: Answer.Late): void
    invalid(answer: Answer.Invalid): void
    other_writer(answer: Answer.OtherWriter, saver: Sender): void
    signed_out(answer: Answer.Save | null, saver: Sender): void
    gone(): void
  }

  /** Is told of each answer, of the kind that goes with it. */
  type React = (kind: keyof Reactions, answer: Answer.Save | null, saver: Sender) => void

  /** What is told to a copy that is encrypted, and read of it again. */
  interface Sealed {
    /** SCHEMA of writing/copy-schema; the oldest have none. */
    schema?: number
    content: Content
    base: Base
    /** The entry's name for people. */
    label: string
    /** The entry's address. */
    place: string
  }

  /** What a page of an entry has left behind in this browser. */
  type Copy = Sealed & { id: string; at: number }

  /** The unsaved text of one open page. */
  interface LocalCopy {
    write(content: Content, base: Base): void
    remove(): Promise<unknown>
    /** Of pages that are no longer open, newest first. */
    find(): Promise<Copy[]>
    discard(id: string): Promise<unknown>
  }
}
