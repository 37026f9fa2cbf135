/** What stands at an address. An account that lets a contract's code act for it (EIP-7702) is an account. */
export type CodeKind = 'account' | 'contract'
