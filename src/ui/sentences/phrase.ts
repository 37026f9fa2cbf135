/** Whose figure a piece of a sentence is; it decides the colour and the weight. */
export type Voice = 'plain' | 'you' | 'whale'

export interface Phrase {
  readonly text: string
  readonly voice: Voice
}

export function plain(text: string): Phrase {
  return { text, voice: 'plain' }
}

/** The sentence as one text, for titles and for people who hear it. */
export function joinPhrases(phrases: readonly Phrase[]): string {
  return phrases.map((phrase) => phrase.text).join('')
}
