import type { Abstract } from '../../abstract.ts'
import type { CallSite } from '../machine.ts'

/**
 * A function of PHP that does more than compute: it looks at the program, writes its arguments or runs code. Undefined goes
 * on as with any function that the content does not define.
 */
export type Native = (site: CallSite) => Abstract | undefined
