import type { Report } from '../domain/report'
import { ReportFileError } from '../errors'
import { readStored, writeStored } from './storage'

const storageKey = 'minnow.openedReport'
/** Storage takes what it is given while the page waits: a file that would take long is not kept for a reload. */
const maxKeptCharacters = 1_000_000
const storage = () => globalThis.sessionStorage

/** The report file that the person opened. It is kept for a reload of this tab where the browser keeps anything. */
export class OpenedReport {
  #openedAt = $state.raw(0)
  #report: Report | null = null

  /** Counts the files that were opened: a new one makes a new question. */
  get openedAt(): number {
    return this.#openedAt
  }

  /** Opens a file that was read and found to be a report. */
  open(report: Report, text: string): void {
    this.#report = report
    this.#openedAt += 1
    const isKept = text.length <= maxKeptCharacters && writeStored(storage, storageKey, text)
    // A reload must not show the file that was open before.
    if (!isKept) writeStored(storage, storageKey, null)
  }

  /**
   * The opened report; after a reload, what this tab still keeps of it.
   *
   * @throws ReportFileError when the file is no longer there.
   */
  async read(parseReport: (text: string) => Promise<Report>): Promise<Report> {
    if (this.#report) return this.#report
    const text = readStored(storage, storageKey)
    if (typeof text !== 'string') {
      throw new ReportFileError('This link showed a file that is no longer open. Open the file again.')
    }
    const parsed = await parseReport(text)
    // Another file may have been opened meanwhile.
    this.#report ??= parsed
    return this.#report
  }
}

export const openedReport = new OpenedReport()
