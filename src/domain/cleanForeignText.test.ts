import { describe, expect, test } from 'vitest'
import { cleanForeignText } from './cleanForeignText'

describe('cleanForeignText', () => {
  test('default: plain words stay as they are', () => {
    expect(cleanForeignText('Rabby Wallet 2.0 (β)')).toBe('Rabby Wallet 2.0 (β)')
    expect(cleanForeignText('节点繁忙 🦊')).toBe('节点繁忙 🦊')
  })

  test('behavior: control, bidi, zero-width, private and lone surrogate characters go', () => {
    expect(cleanForeignText('a\u0000\u001b[31m\r\n\tb')).toBe('a [31m b')
    expect(cleanForeignText('Meta\u202eksaM\u2066\u200b\ufeff\u00ad')).toBe('Meta ksaM')
    expect(cleanForeignText('\u3164\u115f\uffa0')).toBe('')
    expect(cleanForeignText('x\ud83dy\ue000z')).toBe('x y z')
  })

  test('behavior: accents piled up on one letter are cut', () => {
    expect(cleanForeignText(`a${'\u0301'.repeat(50)}`)).toBe('a\u0301\u0301')
  })

  test('behavior: long text ends in an ellipsis, between characters', () => {
    expect(cleanForeignText('x'.repeat(1_000_000), 10)).toBe('xxxxxxxxx…')
    expect(cleanForeignText('🦊'.repeat(50), 10)).toBe(`${'🦊'.repeat(9)}…`)
  })
})
