import { AppError } from '../errors'

/**
 * A failure as a sentence for the user. What is no named failure is a defect of this app: it goes to the console, where a
 * developer finds it.
 */
export function describeFailure(failure: unknown): string {
  if (failure instanceof AppError) return failure.shortMessage
  console.error(failure)
  return 'Something went wrong inside Minnow.'
}
