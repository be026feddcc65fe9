import { engineRule } from '../../analysis.ts'
import type { EngineRule } from '../../analysis.ts'
import { taintRule } from './taintRule.ts'

const rule = taintRule

/** What clean programs do as well, in the right hands. */
export const maybeTaintRules: readonly EngineRule[] = [
  suspicious(
    rule.maybeCodeOfRequest,
    'bkdr.evalreq',
    'maybe_code_of_request',
    'Runs PHP code of a request behind a check of rights.',
  ),
  suspicious(
    rule.maybeCodeOfSelf,
    'bkdr.evalself',
    'maybe_code_of_self',
    'Runs a part of its own file as PHP code.',
  ),
  suspicious(
    rule.maybeCodeOfHidden,
    'bkdr.evalstored',
    'maybe_code_of_hidden',
    'Runs PHP code out of a database or a cache.',
  ),
  suspicious(
    rule.maybeCodeOfFile,
    'bkdr.evalfile',
    'maybe_code_of_file',
    'Decodes another file and runs it as PHP code.',
  ),
  suspicious(
    rule.maybePattern,
    'bkdr.pregreq',
    'maybe_pattern',
    'Lets the request choose a pattern that may run code.',
  ),
  suspicious(
    rule.maybeCommandOfRequest,
    'bkdr.cmdreq',
    'maybe_command_of_request',
    'Runs a command of a request behind a check of rights.',
  ),
  suspicious(
    rule.maybeCommandHidden,
    'bkdr.cmddec',
    'maybe_command_hidden',
    'Runs a command that it decodes or keeps in the database.',
  ),
  suspicious(
    rule.maybeCallOfRequest,
    'bkdr.callreq',
    'maybe_call_of_request',
    'Calls the function that the request names.',
  ),
  suspicious(
    rule.maybeCallDecoded,
    'bkdr.calldec',
    'maybe_call_decoded',
    'Calls a function whose name it fetches or keeps in packed data.',
  ),
  suspicious(
    rule.maybeCallObfuscated,
    'bkdr.callhidden',
    'maybe_call_obfuscated',
    'Puts the name of a function that decodes, writes or connects together from pieces.',
  ),
  suspicious(
    rule.maybeCallback,
    'bkdr.cbreq',
    'maybe_callback',
    'Has a function called that the request names, or that runs text as code.',
  ),
  suspicious(
    rule.maybeNew,
    'bkdr.newreq',
    'maybe_new',
    'Makes an object of the class that the request names, with what it brings.',
  ),
  suspicious(
    rule.maybeMethod,
    'bkdr.methodreq',
    'maybe_method',
    'Calls the method that the request names, with what it brings.',
  ),
  suspicious(rule.maybeInclude, 'bkdr.increq', 'maybe_include', 'Runs a PHP file that the request names.'),
  suspicious(rule.maybeIncludePicture, 'bkdr.incpicture', 'maybe_include_picture', 'Runs a picture as PHP.'),
  suspicious(
    rule.maybeIncludeTemporary,
    'bkdr.inctemp',
    'maybe_include_temporary',
    'Runs a file out of a directory for temporary files.',
  ),
  suspicious(
    rule.maybeWriteOfRequest,
    'bkdr.writereq',
    'maybe_write_of_request',
    'Writes a file whose name and content the request brings.',
  ),
  suspicious(
    rule.maybeWriteServed,
    'bkdr.writephp',
    'maybe_write_served',
    'Writes what a request brings to a PHP file.',
  ),
  suspicious(
    rule.maybeWriteRemote,
    'bkdr.dropremote',
    'maybe_write_remote',
    'Fetches something from another machine and writes it to a file that the request names.',
  ),
  suspicious(
    rule.maybeWriteHandler,
    'bkdr.drophandler',
    'maybe_write_handler',
    'Writes a server configuration that runs other files as PHP or locks others out.',
  ),
]

function suspicious(number: number, name: string, identifier: string, summary: string): EngineRule {
  return engineRule({ type: 'SUSP', rule: number, name: `php.${name}` }, `php_${identifier}`, summary)
}
