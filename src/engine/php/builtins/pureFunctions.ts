import type { PureFunction } from '../value.ts'
import { arrayFunctions } from './arrayFunctions.ts'
import { arraySetFunctions } from './arraySetFunctions.ts'
import { compressionFunctions } from './compressionFunctions.ts'
import { cutFunctions } from './cutFunctions.ts'
import { encodingFunctions } from './encodingFunctions.ts'
import { hashFunctions } from './hashFunctions.ts'
import { mathFunctions } from './mathFunctions.ts'
import { patternFunctions } from './patternFunctions.ts'
import { replaceFunctions } from './replaceFunctions.ts'
import { searchFunctions } from './searchFunctions.ts'
import { textFunctions } from './textFunctions.ts'
import { typeFunctions } from './typeFunctions.ts'

/**
 * Our own implementations by the name of the PHP function in lower case, aliases included. Functions of time, randomness,
 * files, network or callbacks are not here, and none of them is ever run.
 */
export const pureFunctions: ReadonlyMap<string, PureFunction> = new Map(
  [
    arrayFunctions,
    arraySetFunctions,
    compressionFunctions,
    cutFunctions,
    encodingFunctions,
    hashFunctions,
    mathFunctions,
    patternFunctions,
    replaceFunctions,
    searchFunctions,
    textFunctions,
    typeFunctions,
  ].flatMap((functions) => Object.entries(functions)),
)
