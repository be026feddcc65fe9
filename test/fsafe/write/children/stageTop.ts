/** Arguments: paths. Prints for each the top directory of its mount, as a process in this mount namespace sees it. */
import type { BytePath } from '../../../../src/domain/path.ts'
import { stageTopOf } from '../../../../src/fsafe/write/stage.ts'

console.log(JSON.stringify(process.argv.slice(2).map((path) => stageTopOf(path as BytePath))))
