import type { PureFunction } from '../value.ts'
import { arrayFunctions } from './arrayFunctions.ts'
import { arraySetFunctions } from './arraySetFunctions.ts'
import { cipherFunctions } from './cipherFunctions.ts'
import { compressionFunctions } from './compressionFunctions.ts'
import { cutFunctions } from './cutFunctions.ts'
import { encodingFunctions } from './encodingFunctions.ts'
import { entityFunctions } from './entityFunctions.ts'
import { hashFunctions } from './hashFunctions.ts'
import { mathFunctions } from './mathFunctions.ts'
import { multibyteFunctions } from './multibyteFunctions.ts'
import { patternFunctions } from './patternFunctions.ts'
import { replaceFunctions } from './replaceFunctions.ts'
import { searchFunctions } from './searchFunctions.ts'
import { serializeFunctions } from './serializeFunctions.ts'
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
    cipherFunctions,
    compressionFunctions,
    cutFunctions,
    encodingFunctions,
    entityFunctions,
    hashFunctions,
    mathFunctions,
    multibyteFunctions,
    patternFunctions,
    replaceFunctions,
    searchFunctions,
    serializeFunctions,
    textFunctions,
    typeFunctions,
  ].flatMap((functions) => Object.entries(functions)),
)
